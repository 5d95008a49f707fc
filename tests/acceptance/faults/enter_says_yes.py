"""Any key answers yes where the expert's table asks whether a job is to be given up or resumed."""

from coordi_wipe.tui.screens.expert import ask


def on_key(self, event):
    if event.key != "escape":
        self.dismiss(result=True)


ask.Ask.on_key = on_key
