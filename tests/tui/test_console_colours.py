"""On a text console with sixteen colours amber is amber, and not red."""

import asyncio

import faces


def test_amber_is_not_red_on_the_linux_console():
    async def story():
        async with faces.pty() as face:
            seen = await face.until("RÉPÉTITION :", "F1 Aide")
            assert seen
            lines = face.screen.display
            row = next(number for number, line in enumerate(lines) if "●" in line)
            return face.screen.buffer[row][lines[row].index("●")]

    assert asyncio.run(story()).fg == "brown"
