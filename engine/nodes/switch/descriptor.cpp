#include "engine/pipeline/descriptor.h"

#include <QRegularExpression>
#include <QSet>

namespace Saltern {

namespace {

QString switchHelp()
{
    return QStringLiteral(
        R"(Holds the event that arrives against a list of cases, top to bottom. Each case has a name, which
is also the name of its port, and a pattern. The event leaves unchanged by the first case that fits,
or with `pick: all` by every case that fits. If none fits it leaves by `else`; with nothing wired
there it ends here.

Wires name the case: `sort.web -> restart`, `sort.else -> page`.)");
}

std::vector<Parameter> switchParameters()
{
    const Parameter caseFields{
        .name = QStringLiteral("case"),
        .type = ParameterType::Object,
        .title = QStringLiteral("Case"),
        .fields = {{.name = QStringLiteral("name"),
                    .title = QStringLiteral("Name"),
                    .help = QStringLiteral("The port's name: letters, digits, `-` and `_`, "
                                           "beginning with a letter; not `else` or `error`."),
                    .required = true,
                    .example = QStringLiteral("web")},
                   {.name = QStringLiteral("match"),
                    .type = ParameterType::Pattern,
                    .title = QStringLiteral("Match"),
                    .help = QStringLiteral("The pattern over the whole event; see "
                                           "docs/patterns.md."),
                    .required = true,
                    .example = QJsonObject{{QStringLiteral("data.container.name"),
                                            QJsonArray{QJsonObject{{QStringLiteral("prefix"),
                                                                    QStringLiteral("web-")}}}}}}}};
    return {
        {.name = QStringLiteral("cases"),
         .type = ParameterType::List,
         .title = QStringLiteral("Cases"),
         .help = QStringLiteral("What to compare with, in this order; 1 to 64 cases."),
         .required = true,
         .fields = {caseFields}},
        {.name = QStringLiteral("pick"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Pick"),
         .help = QStringLiteral("`first`: leave by the first case that fits. `all`: leave by every "
                                "case that fits, in their order."),
         .defaultValue = QStringLiteral("first"),
         .choices = {QStringLiteral("first"), QStringLiteral("all")}},
    };
}

std::vector<Port> switchPorts(const QJsonObject &parameters)
{
    std::vector<Port> ports;
    const QJsonArray cases = parameters.value(QLatin1StringView("cases")).toArray();
    for (const QJsonValue &entry : cases) {
        const QString name = entry.toObject().value(QLatin1StringView("name")).toString();
        if (!name.isEmpty())
            ports.push_back({name, name, QStringLiteral("The event, when this case fits.")});
    }
    ports.push_back({QStringLiteral("else"),
                     QStringLiteral("Else"),
                     QStringLiteral("The event, when no case fits.")});
    return ports;
}

void checkSwitch(const Node &node, NodeProblems &problems)
{
    static const QRegularExpression valid(QStringLiteral("\\A[A-Za-z][A-Za-z0-9_-]{0,63}\\z"));
    QSet<QString> seen{QStringLiteral("else"), QStringLiteral("error")};
    const QJsonArray cases = node.parameters.value(QLatin1StringView("cases")).toArray();
    if (cases.isEmpty() || cases.size() > 64) {
        problems.add(QStringLiteral("cases"),
                     QStringLiteral("out-of-range"),
                     QStringLiteral("A switch has 1 to 64 cases."),
                     QStringLiteral("Add a case with `name` and `match`, or split the switch."));
    }
    for (qsizetype i = 0; i < cases.size(); ++i) {
        const QJsonValue value = cases.at(i).toObject().value(QLatin1StringView("name"));
        const QString field = QStringLiteral("cases/%1/name").arg(i);
        if (!value.isString())
            continue; // missing or of a wrong type: the schema says so
        if (!valid.match(value.toString()).hasMatch()) {
            problems.add(field,
                         QStringLiteral("bad-name"),
                         QStringLiteral("\"%1\" cannot be the name of a port.")
                             .arg(value.toString().left(64)),
                         QStringLiteral("Use letters, digits, - and _, beginning with a letter."));
        } else if (seen.contains(value.toString())) {
            problems.add(field,
                         QStringLiteral("duplicate-name"),
                         QStringLiteral("The port \"%1\" exists already.").arg(value.toString()),
                         QStringLiteral("Give every case a name of its own; `else` and `error` are "
                                        "taken."));
        }
        seen.insert(value.toString());
    }
}

} // namespace

NodeDescriptor switchDescriptor()
{
    return {
        .kind = QStringLiteral("switch"),
        .version = 1,
        .category = Category::Logic,
        .effect = Effect::Pure,
        .title = QStringLiteral("Switch"),
        .summary = QStringLiteral("Sends an event to the case that it fits"),
        .help = switchHelp(),
        .example = QStringLiteral(R"(sort:
  kind: switch@1
  cases:
    - name: web
      match: { data.container.name: [{ prefix: web- }] }
    - name: database
      match: { data.container.image: [{ prefix: "postgres:" }] }
)"),
        .parameters = switchParameters(),
        .outputs = switchPorts({}),
        .outputsFor = switchPorts,
        .check = checkSwitch,
    };
}

} // namespace Saltern
