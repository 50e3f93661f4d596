#include "engine/control/functionlisting.h"

#include "engine/control/dockerquestion.h"
#include "engine/control/enginecontrol.h"
#include "engine/control/hostlisting.h"
#include "engine/functions/functionhosts.h"
#include "engine/functions/functionlabels.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/pipeline/registry.h"
#include "engine/runs/engine.h"
#include "engine/runs/outcomejson.h"

#include <QTimer>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

QString labelFilters(const QString &engineId)
{
    const QJsonArray labels{
        QString(FunctionLabels::engine + u'=' + engineId),
        QString(FunctionLabels::role + u'=' + FunctionLabels::functionRole),
    };
    return QString::fromUtf8(compactJson(QJsonObject{{Name("label"), labels}}));
}

} // namespace

FunctionListing::FunctionListing(EngineControl &control, QObject *parent)
    : QObject(parent), m_control(control)
{
}

void FunctionListing::start()
{
    QStringList hosts = m_control.engine().hosts().names();
    // A recording has no containers.
    hosts.removeIf([&](const QString &host) { return !m_control.engine().hosts().client(host); });
    m_missing = hosts.size();
    for (const QString &host : std::as_const(hosts))
        ask(host);
    if (hosts.isEmpty())
        QTimer::singleShot(0, this, &FunctionListing::answerWhenDone);
}

void FunctionListing::ask(const QString &host)
{
    Engine &engine = m_control.engine();
    askDocker(this,
              *engine.hosts().client(host),
              QStringLiteral("/containers/json"),
              dockerQuery({{QStringLiteral("all"), QStringLiteral("1")},
                           {QStringLiteral("filters"), labelFilters(engine.engineId())}}),
              [this, host](const Result<DockerResponse> &answer) {
                  --m_missing;
                  if (!answer)
                      m_unreachable.append(QJsonObject{{Name("host"), host},
                                                       {Name("error"), errorJson(answer.error())}});
                  for (const QJsonValue &value : answer ? answer->array() : QJsonArray()) {
                      QJsonObject container = containerEntry(value.toObject());
                      const QJsonObject labels = container.take(Name("labels")).toObject();
                      container.insert(Name("host"), host);
                      container.insert(Name("pipeline"), labels.value(FunctionLabels::pipeline));
                      container.insert(Name("node"), labels.value(FunctionLabels::node));
                      m_containers.append(container);
                  }
                  answerWhenDone();
              });
}

void FunctionListing::answerWhenDone()
{
    if (m_missing > 0)
        return;
    Q_EMIT finished({{Name("runtimes"), runtimes()},
                     {Name("nodes"), nodes()},
                     {Name("pools"), m_control.engine().services().functions->pools()},
                     {Name("containers"), m_containers},
                     {Name("unreachable"), m_unreachable}});
}

QJsonArray FunctionListing::runtimes() const
{
    const RuntimeCatalogue &catalogue = *m_control.engine().services().runtimes;
    QJsonArray array;
    for (const QString &name : catalogue.names()) {
        const auto runtime = catalogue.find(name);
        if (!runtime) {
            array.append(
                QJsonObject{{Name("runtime"), name}, {Name("error"), errorJson(runtime.error())}});
            continue;
        }
        array.append(
            QJsonObject{{Name("runtime"), name},
                        {Name("title"), (*runtime)->title},
                        {Name("image"), (*runtime)->image},
                        {Name("extensions"), QJsonArray::fromStringList((*runtime)->extensions)},
                        {Name("handlerFunctions"), !(*runtime)->function.isEmpty()}});
    }
    return array;
}

QJsonArray FunctionListing::nodes() const
{
    QJsonArray array;
    for (const auto &pipeline : m_control.engine().scheduler().deployed()) {
        const RunStatistics::Nodes &counters = m_control.statistics().nodes(pipeline->name());
        for (DeployedNode &node : pipeline->nodes()) {
            if (node.descriptor->kind != Name("function"))
                continue;
            const QJsonObject numbers =
                m_control.feed().nodeJson(node, counters.value(node.node.id));
            QJsonObject entry{{Name("pipeline"), pipeline->name()},
                              {Name("node"), node.node.id},
                              {Name("calls"), numbers.value(Name("in"))}};
            const QJsonObject parameters = parametersWithDefaults(*node.descriptor, node.node);
            for (const char *key : {"runtime", "image", "mode"})
                entry.insert(Name(key), parameters.value(Name(key)).toString());
            for (const char *key : {"failed", "running", "queued", "p50Ms", "p99Ms"}) {
                if (numbers.contains(Name(key)))
                    entry.insert(Name(key), numbers.value(Name(key)));
            }
            array.append(entry);
        }
    }
    return array;
}

} // namespace Saltern
