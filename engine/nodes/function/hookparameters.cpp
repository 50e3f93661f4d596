#include "engine/nodes/function/hookparameters.h"

#include "engine/nodes/emittedtype.h"

#include <QJsonArray>

namespace Saltern {

namespace {

// The engine waits a few seconds longer than a step's time limit; hooks have to be done by then.
constexpr qsizetype mostHooks = 4;

Parameter emitParameter()
{
    return {.name = QStringLiteral("emit"),
            .type = ParameterType::Object,
            .title = QStringLiteral("Emit"),
            .help = QStringLiteral("An event for the bus, as of the kind emit."),
            .example = QJsonObject{{QStringLiteral("type"), QStringLiteral("shop/invoice/made")}},
            .fields = {
                {.name = QStringLiteral("type"),
                 .title = QStringLiteral("Type"),
                 .help = QStringLiteral("The type of the event, a path of up to 255 characters."),
                 .required = true,
                 .templated = true,
                 .example = QStringLiteral("shop/invoice/made")},
                {.name = QStringLiteral("subject"),
                 .title = QStringLiteral("Subject"),
                 .help = QStringLiteral("What the event is about; the arriving event's subject "
                                        "when left out."),
                 .templated = true,
                 .example = QStringLiteral("{{ event.data.order.id }}")},
                {.name = QStringLiteral("data"),
                 .type = ParameterType::Json,
                 .title = QStringLiteral("Data"),
                 .help = QStringLiteral("The event's data, an object. Templates in it are those of "
                                        "the function: they see the event that arrived."),
                 .templated = true,
                 .example = QJsonObject{{QStringLiteral("order"),
                                         QStringLiteral("{{ event.data.order.id }}")}}},
            }};
}

Parameter hooksOf(const QString &name, const QString &title, const QString &help)
{
    return {.name = name,
            .type = ParameterType::List,
            .title = title,
            .help = help,
            .example = QJsonArray{QJsonObject{
                {QStringLiteral("transform"), QStringLiteral("({ id: event.data.order.id })")}}},
            .fields = {{.name = QStringLiteral("hook"),
                        .type = ParameterType::Object,
                        .title = QStringLiteral("Hook"),
                        .fields = {{.name = QStringLiteral("transform"),
                                    .type = ParameterType::Code,
                                    .title = QStringLiteral("Transform"),
                                    .help = QStringLiteral(
                                        "JavaScript as of the kind transform: one expression, or a "
                                        "program that defines `function transform(event, ctx)`."),
                                    .example = QStringLiteral("({ id: event.data.order.id })")},
                                   emitParameter()}}}};
}

void checkHook(const QJsonObject &hook, const QString &field, NodeProblems &problems)
{
    const QJsonValue transform = hook.value(QLatin1StringView("transform"));
    const QJsonValue said = hook.value(QLatin1StringView("emit"));
    if (transform.isUndefined() == said.isUndefined())
        problems.add(field,
                     QStringLiteral("function-hook"),
                     QStringLiteral("A hook is either a `transform` or an `emit`."),
                     transform.isUndefined()
                         ? QStringLiteral("Give it one of the two, or remove it.")
                         : QStringLiteral("Write two hooks when you want both."));
    const QString code = transform.toString();
    if (!code.isEmpty() && code.trimmed().isEmpty())
        problems.add(field + QStringLiteral("/transform"),
                     QStringLiteral("function-hook"),
                     QStringLiteral("The hook has no code."),
                     QStringLiteral("Write an expression such as `event.data`, or remove the "
                                    "hook."));
    checkEmittedType(said.toObject().value(QLatin1StringView("type")).toString(),
                     field + QStringLiteral("/emit/type"),
                     problems);
}

void checkList(const Node &node, const QString &name, NodeProblems &problems)
{
    const QJsonValue hooks = node.parameters.value(QLatin1StringView("hooks"));
    const QJsonArray list = hooks.toObject().value(name).toArray();
    const QString field = QStringLiteral("hooks/") + name;
    if (list.size() > mostHooks)
        problems.add(
            field,
            QStringLiteral("function-many-hooks"),
            QStringLiteral("There are %1 hooks; there can be %2.").arg(list.size()).arg(mostHooks),
            QStringLiteral("Put several transforms into one."));
    for (qsizetype i = 0; i < list.size(); ++i)
        checkHook(list.at(i).toObject(), field + u'/' + QString::number(i), problems);
}

} // namespace

Parameter functionHooksParameter()
{
    return {.name = QStringLiteral("hooks"),
            .type = ParameterType::Object,
            .title = QStringLiteral("Hooks"),
            .help = QStringLiteral("What is done before and after the handler, without changing "
                                   "it. docs/functions.md, \"Hooks\"."),
            .example = QJsonObject{{QStringLiteral("exit"),
                                    QJsonArray{QJsonObject{
                                        {QStringLiteral("emit"),
                                         QJsonObject{{QStringLiteral("type"),
                                                      QStringLiteral("shop/invoice/made")}}}}}}},
            .fields = {hooksOf(QStringLiteral("entry"),
                               QStringLiteral("Before"),
                               QStringLiteral("Done in their order before the handler. A transform "
                                              "makes the data that the handler gets.")),
                       hooksOf(QStringLiteral("exit"),
                               QStringLiteral("After"),
                               QStringLiteral("Done in their order after the handler, whatever "
                                              "happened. A transform makes the data that "
                                              "leaves."))},
            .advanced = true};
}

void checkFunctionHooks(const Node &node, NodeProblems &problems)
{
    checkList(node, QStringLiteral("entry"), problems);
    checkList(node, QStringLiteral("exit"), problems);
}

} // namespace Saltern
