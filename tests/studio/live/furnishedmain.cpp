#include "tests/studio/live/scriptedengine.h"

#include <QCoreApplication>

#include <cstdio>

// Prints the path of its socket and listens until it is ended:
//     saltern-studio --socket PATH --screenshot FILE --page runs
int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    Saltern::ScriptedEngine engine;
    Saltern::furnish(engine);
    engine.listen();
    std::printf("%s\n", qPrintable(engine.socketPath()));
    std::fflush(stdout);
    return QCoreApplication::exec();
}
