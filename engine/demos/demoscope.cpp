#include "engine/demos/demoscope.h"

#include "engine/pipeline/registry.h"

#include <QRegularExpression>
#include <QSet>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

// They touch nothing but what they are given and what is the demo's own.
const QSet<QString> &harmlessKinds()
{
    static const QSet<QString> kinds{QStringLiteral("function"),
                                     QStringLiteral("emit"),
                                     QStringLiteral("log"),
                                     QStringLiteral("manual"),
                                     QStringLiteral("timer")};
    return kinds;
}

QStringList textsOf(const QJsonValue &value)
{
    if (value.isString())
        return {value.toString()};
    QStringList texts;
    for (const QJsonValue &entry : value.toArray())
        texts.append(entry.toString());
    return texts;
}

tl::unexpected<Error> cannotBeScoped(const Node &node, const QString &why)
{
    return fail(ErrorKind::Unsupported,
                QStringLiteral("The node \"%1\" of the demo is a %2, which cannot be narrowed down "
                               "to what the demo started: %3.")
                    .arg(node.id, node.kind.name, why));
}

/// Narrows one pipeline down, node by node.
class Scope
{
public:
    Scope(const Pipeline &pipeline, const QString &run) : m_pipeline(pipeline), m_run(run) {}

    Result<Pipeline> narrowed()
    {
        for (Node &node : m_pipeline.nodes) {
            if (const auto done = narrow(node); !done)
                return fail(done.error());
        }
        return m_pipeline;
    }

private:
    Result<void> narrow(Node &node) const
    {
        const QString &kind = node.kind.name;
        if (kind == Name("docker.event"))
            return narrowDockerEvent(node);
        if (kind == Name("bus.event"))
            return checkBusEvent(node);
        if (kind == Name("webhook"))
            return narrowWebhook(node);
        if (kind == Name("container.action") || kind == Name("container.inspect"))
            return checkContainer(node);
        if (kind == Name("container.ensure"))
            return narrowEnsuredContainer(node);
        if (kind == Name("prune"))
            return narrowPrune(node);
        if (kind == Name("notify") || kind == Name("http.request"))
            return narrowAddress(node);
        const NodeDescriptor *descriptor = findDescriptor(node.kind);
        if (!descriptor || descriptor->effect == Effect::Pure || harmlessKinds().contains(kind))
            return {};
        return cannotBeScoped(node, QStringLiteral("nobody has said how"));
    }

    Result<void> narrowDockerEvent(Node &node) const
    {
        const QString type =
            node.parameters.value(Name("type")).toString(QStringLiteral("container"));
        if (type == Name("container")) {
            insertInto(node, Name("labels"), demoLabel, m_run);
            return {};
        }
        // Others carry no labels; a demo tags images by names that begin with its run.
        if (type != Name("image"))
            return cannotBeScoped(node, QStringLiteral("nothing tells whose they are"));
        insertInto(
            node,
            Name("match"),
            Name("data.image.name"),
            QJsonArray{QJsonObject{{QStringLiteral("prefix"), QString(demoPrefix(m_run) + u':')}}});
        return {};
    }

    static void
    insertInto(Node &node, QLatin1StringView map, QLatin1StringView key, const QJsonValue &value)
    {
        QJsonObject object = node.parameters.value(map).toObject();
        object.insert(key, value);
        node.parameters.insert(map, object);
    }

    // The bus is the demo's own; what else is on it comes from the Docker engine.
    Result<void> checkBusEvent(const Node &node) const
    {
        const QString ours = QStringLiteral("saltern/%1/").arg(m_pipeline.name);
        for (const QString &type : textsOf(node.parameters.value(Name("type")))) {
            if (!type.startsWith(ours))
                return cannotBeScoped(
                    node, QStringLiteral("\"%1\" does not begin with %2").arg(type, ours));
        }
        return {};
    }

    Result<void> narrowWebhook(Node &node) const
    {
        node.parameters.insert(Name("token"),
                               QStringLiteral("{{ secret.%1 }}").arg(demoSecret(demoToken, m_run)));
        node.parameters.remove(Name("signature"));
        return {};
    }

    Result<void> checkContainer(const Node &node) const
    {
        static const QSet<QString> ofTheEvent{QString(),
                                              QStringLiteral("{{ event.data.container.id }}"),
                                              QStringLiteral("{{ trigger.data.container.id }}")};
        if (!ofTheEvent.contains(node.parameters.value(Name("container")).toString()))
            return cannotBeScoped(node,
                                  QStringLiteral("its container is not that of a Docker event"));
        for (const Node &other : m_pipeline.nodes) {
            const NodeDescriptor *descriptor = findDescriptor(other.kind);
            const bool triggers = descriptor && descriptor->category == Category::Trigger;
            if (triggers && other.kind.name != Name("docker.event"))
                return cannotBeScoped(node,
                                      QStringLiteral("a %1 may set it off").arg(other.kind.name));
        }
        return {};
    }

    Result<void> narrowEnsuredContainer(Node &node) const
    {
        const QString name = node.parameters.value(Name("name")).toString();
        node.parameters.insert(Name("name"), QString(demoPrefix(m_run) + u'-' + name));
        insertInto(node, Name("labels"), demoLabel, m_run);
        return {};
    }

    Result<void> narrowPrune(Node &node) const
    {
        QJsonArray labels =
            QJsonArray::fromStringList(textsOf(node.parameters.value(Name("labels"))));
        labels.append(QString(demoLabel + u'=' + m_run));
        node.parameters.insert(Name("labels"), labels);
        return {};
    }

    Result<void> narrowAddress(Node &node) const
    {
        static const QRegularExpression secret(
            QStringLiteral("^\\{\\{ *secret\\.([A-Z0-9_]+) *\\}\\}$"));
        const auto found = secret.match(node.parameters.value(Name("url")).toString());
        if (!found.hasMatch())
            return cannotBeScoped(node, QStringLiteral("its address is not one secret"));
        node.parameters.insert(
            Name("url"),
            QStringLiteral("{{ secret.%1 }}").arg(demoSecret(found.captured(1), m_run)));
        return {};
    }

    Pipeline m_pipeline;
    const QString m_run;
};

} // namespace

QString demoPrefix(const QString &run)
{
    return QStringLiteral("saltern-demo-") + run;
}

QString demoSecret(const QString &name, const QString &run)
{
    return name + u'_' + run.toUpper();
}

Result<Pipeline> scopedToDemoRun(const Pipeline &pipeline, const QString &run)
{
    return Scope(pipeline, run).narrowed();
}

} // namespace Saltern
