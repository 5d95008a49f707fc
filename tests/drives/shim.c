/* Lets real tools meet a simulated drive without a kernel's help: laid under hdparm, sg3-utils, smartctl,
 * nvme-cli and mmc-utils by LD_PRELOAD.
 *
 * COORDI_LAB names a folder. A path for which the folder holds a file is that file (so it may hold a /dev and
 * a /sys); a file under its /dev is a device: its text is "b 8 0", it looks like one to stat, and its ioctls go
 * to the socket COORDI_LAB/sock/NAME. tests/drives/relay.py answers there. Nothing else is touched.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <linux/mmc/ioctl.h>
#include <linux/nvme_ioctl.h>
#include <scsi/sg.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

enum { ASK_SCSI = 1, ASK_NVME = 2, ASK_MMC = 3, ASK_BLOCK = 4 };

/* --- where a path leads ------------------------------------------------------------------------- */

static const char *lab(void) { return getenv("COORDI_LAB"); }

static const char *led(const char *path, char *room) {
    const char *root = lab();
    if (!root || !path || path[0] != '/' || !strncmp(path, root, strlen(root))) return path;
    if (snprintf(room, PATH_MAX, "%s%s", root, path) >= PATH_MAX) return path;
    return NEXT(access)(room, F_OK) == 0 ? room : path;
}

/* The name of the simulated device behind a descriptor, or 0. */
static int device(int fd, char *name) {
    char link[64], path[PATH_MAX], dev[PATH_MAX];
    const char *root = lab();
    if (!root) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = NEXT(readlink)(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    int head = snprintf(dev, sizeof dev, "%s/dev/", root);
    if (strncmp(path, dev, head)) return 0;
    snprintf(name, 256, "%s", path + head);
    for (char *at = name; *at; at++) if (*at == '/') *at = '_';
    return 1;
}

static void disguise(const char *path, struct stat *found) {
    char kind = 0;
    unsigned major = 0, minor = 0;
    const char *root = lab();
    char dev[PATH_MAX];
    if (!root || snprintf(dev, sizeof dev, "%s/dev/", root) < 0 || strncmp(path, dev, strlen(dev))) return;
    FILE *file = NEXT(fopen)(path, "re");
    if (!file) return;
    if (fscanf(file, "%c %u %u", &kind, &major, &minor) == 3) {
        found->st_mode = (found->st_mode & ~S_IFMT) | (kind == 'b' ? S_IFBLK : S_IFCHR);
        found->st_rdev = makedev(major, minor);
        found->st_size = 0;
    }
    fclose(file);
}

/* --- what tools call ---------------------------------------------------------------------------- */

#define OPENS(name)                                                       \
    int name(const char *path, int flags, ...) {                          \
        char room[PATH_MAX];                                              \
        va_list rest;                                                     \
        va_start(rest, flags);                                            \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                     \
        const char *to = led(path, room);                                 \
        if (to != path) flags &= ~(O_EXCL | O_DIRECT);                    \
        return NEXT(name)(to, flags, mode);                               \
    }
OPENS(open)
OPENS(open64)

int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open64(path, flags); }

int openat(int folder, const char *path, int flags, ...) {
    char room[PATH_MAX];
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    const char *to = led(path, room);
    if (to != path) flags &= ~(O_EXCL | O_DIRECT);
    return NEXT(openat)(folder, to, flags, mode);
}

FILE *fopen(const char *path, const char *mode) {
    char room[PATH_MAX];
    return NEXT(fopen)(led(path, room), mode);
}
FILE *fopen64(const char *path, const char *mode) {
    char room[PATH_MAX];
    return NEXT(fopen64)(led(path, room), mode);
}
DIR *opendir(const char *path) {
    char room[PATH_MAX];
    return NEXT(opendir)(led(path, room));
}
int access(const char *path, int mode) {
    char room[PATH_MAX];
    return NEXT(access)(led(path, room), mode);
}
ssize_t readlink(const char *path, char *into, size_t size) {
    char room[PATH_MAX];
    return NEXT(readlink)(led(path, room), into, size);
}
char *realpath(const char *path, char *into) {
    char room[PATH_MAX];
    if (led(path, room) == path) return NEXT(realpath)(path, into);
    return into ? strcpy(into, path) : strdup(path);
}
int scandir(const char *path, struct dirent ***list, int (*keep)(const struct dirent *),
            int (*order)(const struct dirent **, const struct dirent **)) {
    char room[PATH_MAX];
    return NEXT(scandir)(led(path, room), list, keep, order);
}

#define STATS(name)                                   \
    int name(const char *path, struct stat *found) {  \
        char room[PATH_MAX];                          \
        const char *to = led(path, room);             \
        int done = NEXT(name)(to, found);             \
        if (!done) disguise(to, found);               \
        return done;                                  \
    }
STATS(stat)
STATS(lstat)
int stat64(const char *path, struct stat64 *found) { return stat(path, (struct stat *)found); }
int lstat64(const char *path, struct stat64 *found) { return lstat(path, (struct stat *)found); }

int fstat(int fd, struct stat *found) {
    char link[64], path[PATH_MAX];
    int done = NEXT(fstat)(fd, found);
    if (done || !lab()) return done;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = NEXT(readlink)(link, path, sizeof path - 1);
    if (length > 0) {
        path[length] = 0;
        disguise(path, found);
    }
    return done;
}
int fstat64(int fd, struct stat64 *found) { return fstat(fd, (struct stat *)found); }

/* --- the wire: a question and its answer, each one message of a sequenced packet socket --------------- */

struct question { uint32_t ask, command, out, want; uint8_t head[96]; };
struct answer { int32_t error; uint32_t status, sense, length; uint64_t result; uint8_t sensed[256]; };

static int whole(int socket, void *data, size_t length, int sending) {
    for (size_t at = 0; at < length;) {
        ssize_t moved = sending ? send(socket, (char *)data + at, length - at, MSG_NOSIGNAL)
                                : recv(socket, (char *)data + at, length - at, 0);
        if (moved <= 0) return -1;
        at += moved;
    }
    return 0;
}

static int ask(const char *name, struct question *question, void *out, struct answer *answer, void *in) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/sock/%s", lab(), name);
    int line = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int failed = line < 0 || connect(line, (struct sockaddr *)&address, sizeof address) ||
                 whole(line, question, sizeof *question, 1) || (question->out && whole(line, out, question->out, 1)) ||
                 whole(line, answer, sizeof *answer, 0);
    if (!failed && answer->length) {
        size_t fits = answer->length < question->want ? answer->length : question->want;
        failed = !in || whole(line, in, fits, 0);
    }
    if (line >= 0) close(line);
    if (failed || answer->error) {
        errno = failed ? ENODEV : answer->error;
        return -1;
    }
    return 0;
}

static int scsi(const char *name, struct sg_io_hdr *io) {
    struct question question = {.ask = ASK_SCSI, .command = io->cmd_len};
    struct answer answer;
    memcpy(question.head, io->cmdp, io->cmd_len < 32 ? io->cmd_len : 32);
    if (io->dxfer_direction == SG_DXFER_TO_DEV) question.out = io->dxfer_len;
    else if (io->dxfer_direction != SG_DXFER_NONE) question.want = io->dxfer_len;
    if (ask(name, &question, io->dxferp, &answer, io->dxferp)) return -1;
    io->status = answer.status & 0xFE;
    io->masked_status = io->status >> 1;
    io->msg_status = io->host_status = 0;
    io->sb_len_wr = answer.sense < io->mx_sb_len ? answer.sense : io->mx_sb_len;
    io->driver_status = answer.sense ? 8 : 0;
    if (io->sbp) memcpy(io->sbp, answer.sensed, io->sb_len_wr);
    uint32_t moved = question.out ? question.out : answer.length;
    io->resid = moved < io->dxfer_len ? io->dxfer_len - moved : 0;
    io->duration = 1;
    io->info = io->status ? SG_INFO_CHECK : SG_INFO_OK;
    return 0;
}

static int nvme(const char *name, struct nvme_passthru_cmd *command, uint64_t *result) {
    struct question question = {.ask = ASK_NVME};
    struct answer answer;
    memcpy(question.head, command, 72);
    if (command->opcode & 1) question.out = command->data_len;
    else if (command->opcode & 2) question.want = command->data_len;
    void *data = (void *)(uintptr_t)command->addr;
    if (ask(name, &question, data, &answer, data)) return -1;
    *result = answer.result;
    return answer.status;
}

static int mmc(const char *name, struct mmc_ioc_cmd *command) {
    struct question question = {.ask = ASK_MMC};
    struct answer answer;
    uint32_t size = command->blksz * command->blocks;
    memcpy(question.head, command, sizeof *command < 96 ? sizeof *command : 96);
    if (command->write_flag & 1) question.out = size;
    else question.want = size;
    void *data = (void *)(uintptr_t)command->data_ptr;
    if (ask(name, &question, data, &answer, data)) return -1;
    memcpy(command->response, answer.sensed, sizeof command->response);
    return 0;
}

static int number(const char *name, unsigned long request, void *into) {
    struct question question = {.ask = ASK_BLOCK, .command = (uint32_t)request};
    struct answer answer;
    if (ask(name, &question, NULL, &answer, NULL)) return -1;
    switch (request) {
        case BLKGETSIZE64: *(uint64_t *)into = answer.result; break;
        case BLKGETSIZE: *(unsigned long *)into = answer.result / 512; break;
        case BLKSSZGET: case BLKPBSZGET: case BLKROGET: *(int *)into = answer.result; break;
        case HDIO_GETGEO: memset(into, 0, sizeof(struct hd_geometry)); break;
        case SG_GET_VERSION_NUM: *(int *)into = 30536; break;
        case NVME_IOCTL_ID: return answer.result;
    }
    return 0;
}

int ioctl(int fd, unsigned long request, ...) {
    char name[256];
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (!device(fd, name)) return NEXT(ioctl)(fd, request, argument);
    uint64_t result = 0;
    int done;
    switch (request & 0xFFFFFFFF) {
        case SG_IO: return scsi(name, argument);
        case NVME_IOCTL_ADMIN_CMD: case NVME_IOCTL_IO_CMD:
            done = nvme(name, argument, &result);
            ((struct nvme_passthru_cmd *)argument)->result = (uint32_t)result;
            return done;
        case NVME_IOCTL_ADMIN64_CMD: case NVME_IOCTL_IO64_CMD:
            done = nvme(name, argument, &result);
            ((struct nvme_passthru_cmd64 *)argument)->result = result;
            return done;
        case MMC_IOC_CMD: return mmc(name, argument);
        case MMC_IOC_MULTI_CMD: {
            struct mmc_ioc_multi_cmd *all = argument;
            for (uint64_t at = 0; at < all->num_of_cmds; at++)
                if (mmc(name, &all->cmds[at])) return -1;
            return 0;
        }
    }
    return number(name, request & 0xFFFFFFFF, argument);
}
