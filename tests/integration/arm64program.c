/* A function for arm64 machines: it gives back the machine that it believes to run on. With an
 * argument it speaks the line protocol (docs/functions.md). */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/utsname.h>

int main(int argc, char **argv)
{
    struct utsname name;
    char line[16 * 1024];
    unsigned call;
    FILE *const answers = fdopen(3, "w");
    (void)argv;
    if (!answers || uname(&name) != 0)
        return 1;
    if (argc < 2) {
        fprintf(answers, "{\"machine\":\"%s\"}", name.machine);
        return fclose(answers) == 0 ? 0 : 1;
    }
    fputs("{\"ready\":true}\n", answers);
    fflush(answers);
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "{\"id\":%u", &call) != 1)
            return 1;
        fprintf(answers,
                "{\"id\":%u,\"ok\":true,\"result\":{\"machine\":\"%s\"}}\n",
                call,
                name.machine);
        fflush(answers);
    }
    return 0;
}
