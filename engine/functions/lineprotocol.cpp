#include "engine/functions/lineprotocol.h"

#include "engine/base/compactjson.h"
#include "engine/functions/functioncontainer.h"

#include <QJsonDocument>

namespace Saltern {

namespace {

HandlerLine ending(const QJsonObject &object, HandlerLine line)
{
    if (object.value(QLatin1StringView("ok")).toBool()) {
        line.kind = HandlerLine::Kind::Ok;
        line.value = object.value(QLatin1StringView("result"));
        return line;
    }
    const QJsonObject error = object.value(QLatin1StringView("error")).toObject();
    line.kind = HandlerLine::Kind::Failed;
    line.text = error.value(QLatin1StringView("message")).toString();
    line.mayRetry = error.value(QLatin1StringView("retry")).toBool(true);
    line.tooLarge = error.value(QLatin1StringView("tooLarge")).toBool();
    return line;
}

} // namespace

std::optional<HandlerLine> HandlerLine::read(const QByteArray &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject object = document.object();
    HandlerLine line;
    line.bytes = text.size();
    if (object.value(QLatin1StringView("ready")).toBool())
        return line;
    const qint64 call = object.value(QLatin1StringView("id")).toInteger();
    if (call < 0 || call > std::numeric_limits<quint32>::max())
        return std::nullopt;
    line.call = static_cast<quint32>(call);
    if (const QJsonValue log = object.value(QLatin1StringView("log")); log.isString()) {
        line.kind = Kind::Log;
        line.text = log.toString();
        return line;
    }
    if (call == 0)
        return std::nullopt;
    if (object.contains(QLatin1StringView("emit"))) {
        line.kind = Kind::Emit;
        line.value = object.value(QLatin1StringView("emit"));
        return line;
    }
    if (object.value(QLatin1StringView("ok")).isBool())
        return ending(object, std::move(line));
    return std::nullopt;
}

QByteArray eventLine(quint32 call, const FunctionPlan &plan, const StepInput &input)
{
    const QByteArray event = input.event.json();
    QByteArray line;
    line.reserve(event.size() + 512);
    line += R"({"id":)" + QByteArray::number(call) + R"(,"env":)";
    char before = '{';
    tellEnvironment(plan, input, [&](const QString &name, const QString &value) {
        line += std::exchange(before, ',');
        appendJsonString(line, name.toUtf8());
        line += ':';
        appendJsonString(line, value.toUtf8());
    });
    line += R"(},"event":)" + event;
    // Between the tokens of JSON a line end is a blank, and nowhere else can it stand.
    if (event.contains('\n'))
        line.replace('\n', ' ');
    line += "}\n";
    return line;
}

} // namespace Saltern
