// saltern-script: runs the JavaScript of transform nodes for the engine, which starts it, hands it
// one request at a time and ends it at the deadline.
//
// In:  a line with the lengths of code, event and context in bytes, then these three one after
//      another; -1 for the code = that of the request before. Event and context are JSON texts.
// Out: one JSON object a line. Once: {"ready":true}; then for each request
//      {"took": microseconds, "results": [object, ...]} or
//      {"took": microseconds, "error": text, "line": number}

#include "app/script/processlimits.h"
#include "app/script/scriptsandbox.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

namespace {

using namespace Saltern::Script;

// As much as a pipe holds: what the engine has sent ahead is read at once.
constexpr std::size_t pipeBytes = 64 * 1024;

bool answer(const QByteArray &line)
{
    return std::fwrite(line.constData(), 1, std::size_t(line.size()), stdout) ==
               std::size_t(line.size()) &&
           std::fputc('\n', stdout) != EOF && std::fflush(stdout) == 0;
}

QByteArray toJson(const Verdict &verdict, qint64 microseconds)
{
    const QByteArray took = "{\"took\":" + QByteArray::number(microseconds) + ',';
    if (verdict.error.isEmpty())
        return took + "\"results\":" + verdict.results + '}';
    const QJsonObject error{{QStringLiteral("error"), verdict.error.left(2000)},
                            {QStringLiteral("line"), verdict.line}};
    return took + QJsonDocument(error).toJson(QJsonDocument::Compact).mid(1);
}

struct Request
{
    QString code;
    QString event;
    QString context;
};

bool readText(QString &text, qint64 size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    if (std::fread(bytes.data(), 1, std::size_t(size), stdin) != std::size_t(size))
        return false;
    text = QString::fromUtf8(bytes);
    return true;
}

// False at the end of the input: the engine is gone, or nothing that can be understood comes.
bool read(Request &request)
{
    long long code = 0;
    long long event = 0;
    long long context = 0;
    if (std::scanf("%lld %lld %lld", &code, &event, &context) != 3 || std::getchar() != '\n')
        return false;
    return (code < 0 || readText(request.code, code)) && event >= 0 && context >= 0 &&
           readText(request.event, event) && readText(request.context, context);
}

} // namespace

int main(int argc, char *argv[])
{
    limitProcess();
    const QCoreApplication application(argc, argv);
    ScriptSandbox sandbox;
    std::setvbuf(stdin, nullptr, _IOFBF, pipeBytes);
    if (!answer(QByteArrayLiteral("{\"ready\":true}")))
        return 1;
    Request request;
    QElapsedTimer clock;
    while (read(request)) {
        clock.start();
        const Verdict verdict = sandbox.run(request.code, request.event, request.context);
        if (!answer(toJson(verdict, clock.nsecsElapsed() / 1000)))
            break;
    }
    return 0;
}
