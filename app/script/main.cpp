// saltern-script: runs the JavaScript of transform nodes for the engine, which starts it, hands it
// one request at a time and ends it at the deadline.
//
// One JSON object a line. Out, once: {"ready":true}
// In:  {"code": text, "event": JSON text, "context": JSON text}
// Out: {"results": [object, ...]} or {"error": text, "line": number}

#include "app/script/processlimits.h"
#include "app/script/scriptsandbox.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#include <memory>

namespace {

using namespace Saltern::Script;

struct FreeText
{
    void operator()(char *text) const { std::free(text); }
};

bool answer(const QByteArray &line)
{
    return std::fwrite(line.constData(), 1, std::size_t(line.size()), stdout) ==
               std::size_t(line.size()) &&
           std::fputc('\n', stdout) != EOF && std::fflush(stdout) == 0;
}

QByteArray toJson(const Verdict &verdict)
{
    if (verdict.error.isEmpty())
        return QByteArrayLiteral("{\"results\":") + verdict.results + '}';
    return QJsonDocument(QJsonObject{{QStringLiteral("error"), verdict.error.left(2000)},
                                     {QStringLiteral("line"), verdict.line}})
        .toJson(QJsonDocument::Compact);
}

QByteArray serve(ScriptSandbox &sandbox, const QByteArray &line)
{
    const QJsonObject request = QJsonDocument::fromJson(line).object();
    const auto text = [&](QLatin1StringView field) { return request.value(field).toString(); };
    return toJson(sandbox.run(text(QLatin1StringView("code")),
                              text(QLatin1StringView("event")),
                              text(QLatin1StringView("context"))));
}

} // namespace

int main(int argc, char *argv[])
{
    limitProcess();
    const QCoreApplication application(argc, argv);
    ScriptSandbox sandbox;
    if (!answer(QByteArrayLiteral("{\"ready\":true}")))
        return 1;
    char *buffer = nullptr;
    std::size_t capacity = 0;
    ssize_t length = 0;
    while ((length = getline(&buffer, &capacity, stdin)) > 0) {
        if (!answer(serve(sandbox, QByteArray::fromRawData(buffer, length))))
            break;
    }
    const std::unique_ptr<char, FreeText> owner(buffer);
    return 0;
}
