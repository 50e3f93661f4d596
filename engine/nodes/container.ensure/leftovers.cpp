#include "engine/nodes/container.ensure/leftovers.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace Saltern {

namespace {

TidyingStep removal(const QString &id)
{
    return {"DELETE",
            QStringLiteral("/containers/%1").arg(id),
            dockerQuery({{QStringLiteral("force"), QStringLiteral("1")}}),
            QStringLiteral("removed %1, left behind by an attempt that was cut short")
                .arg(id.left(12))};
}

} // namespace

QUrlQuery NamedContainers::query(const QString &name)
{
    // Docker reads the filter as a regular expression.
    const QString pattern = u'^' + QStringLiteral("/?") + QRegularExpression::escape(name) +
                            QStringLiteral("(\\.saltern-(new|old))?$");
    const QJsonObject filters{{QStringLiteral("name"), QJsonArray{pattern}}};
    return dockerQuery(
        {{QStringLiteral("all"), QStringLiteral("1")},
         {QStringLiteral("filters"),
          QString::fromUtf8(QJsonDocument(filters).toJson(QJsonDocument::Compact))}});
}

NamedContainers NamedContainers::read(const QJsonArray &list, const QString &name)
{
    NamedContainers found;
    for (const QJsonValue &value : list) {
        const QJsonObject container = value.toObject();
        const Entry entry{container.value(QLatin1StringView("Id")).toString(),
                          container.value(QLatin1StringView("State")).toString() == u"running"};
        const QJsonArray names = container.value(QLatin1StringView("Names")).toArray();
        for (const QJsonValue &called : names) {
            const QString text = called.toString();
            if (text == u'/' + name)
                found.current = entry;
            else if (text == u'/' + ContainerReplacement::newName(name))
                found.fresh = entry;
            else if (text == u'/' + ContainerReplacement::oldName(name))
                found.former = entry;
        }
    }
    return found;
}

std::vector<TidyingStep> tidyingSteps(const NamedContainers &containers, const QString &name)
{
    std::vector<TidyingStep> steps;
    if (!containers.fresh.id.isEmpty())
        steps.push_back(removal(containers.fresh.id));
    const QString &former = containers.former.id;
    if (former.isEmpty())
        return steps;
    if (containers.current.runs) {
        steps.push_back(removal(former));
        return steps;
    }
    if (!containers.current.id.isEmpty())
        steps.push_back(removal(containers.current.id));
    steps.push_back({"POST",
                     QStringLiteral("/containers/%1/rename").arg(former),
                     dockerQuery({{QStringLiteral("name"), name}}),
                     QStringLiteral("called %1 %2 again").arg(former.left(12), name)});
    return steps;
}

} // namespace Saltern
