#include "engine/nodes/container.ensure/containerdifference.h"

#include "engine/base/bytesize.h"
#include "engine/nodes/jsontext.h"
#include "engine/runs/secretstore.h"

#include <QHash>
#include <QJsonArray>
#include <QRegularExpression>

namespace Saltern {

namespace {

QString shown(const QStringList &list, const QString &separator = QStringLiteral(", "))
{
    return list.isEmpty() ? QStringLiteral("none") : list.join(separator);
}

QString shown(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("none") : text;
}

QStringList textsOf(const QJsonValue &value)
{
    return value.isNull() ? QStringList() : oneOrMany(value);
}

QString volumeText(const QJsonObject &mount)
{
    const bool named = mount.value(QLatin1StringView("Type")).toString() == u"volume";
    QString text =
        mount.value(named ? QLatin1StringView("Name") : QLatin1StringView("Source")).toString() +
        u':' + mount.value(QLatin1StringView("Destination")).toString();
    if (!mount.value(QLatin1StringView("RW")).toBool())
        text += QStringLiteral(":ro");
    return text;
}

// Docker names a volume that nobody named by 32 random bytes.
bool isAnonymous(const QJsonObject &mount)
{
    static const QRegularExpression random(QStringLiteral("\\A[0-9a-f]{64}\\z"));
    return random.match(mount.value(QLatin1StringView("Name")).toString()).hasMatch();
}

QStringList volumesOf(const QJsonObject &container, bool anonymous)
{
    QStringList volumes;
    const QJsonArray mounts = container.value(QLatin1StringView("Mounts")).toArray();
    for (const QJsonValue &value : mounts) {
        const QJsonObject mount = value.toObject();
        const QString type = mount.value(QLatin1StringView("Type")).toString();
        const bool fits = type == QLatin1StringView("bind") || type == QLatin1StringView("volume");
        if (fits && isAnonymous(mount) == anonymous)
            volumes += volumeText(mount);
    }
    volumes.sort();
    return volumes;
}

QString restartOf(const QJsonObject &host)
{
    const QJsonObject policy = objectAt(host, QLatin1StringView("RestartPolicy"));
    const QString name = policy.value(QLatin1StringView("Name")).toString();
    const int most = policy.value(QLatin1StringView("MaximumRetryCount")).toInt();
    if (name.isEmpty())
        return QStringLiteral("no");
    return most > 0 ? name + QStringLiteral(":%1").arg(most) : name;
}

QString sizeOf(qint64 bytes)
{
    return bytes > 0 ? formatByteSize(bytes) : QStringLiteral("no limit");
}

// Collects what differs.
class Comparison
{
public:
    void add(const QString &setting, const QString &from, const QString &to)
    {
        found.push_back({setting, from, to});
    }

    void
    compare(const QString &setting, const QStringList &from, const std::optional<QStringList> &to)
    {
        if (to && from != *to)
            add(setting, shown(from), shown(*to));
    }

    void compare(const QString &setting, const QString &from, const std::optional<QString> &to)
    {
        if (to && from != *to)
            add(setting, shown(from), shown(*to));
    }

    std::vector<Difference> found;
};

void compareImage(Comparison &comparison, const HostImage &image, const QJsonObject &container)
{
    const QString id = container.value(QLatin1StringView("Image")).toString();
    if (image.id.isEmpty() || image.id == id)
        return;
    QString from = objectAt(container, QLatin1StringView("Config"))
                       .value(QLatin1StringView("Image"))
                       .toString();
    QString to = image.reference;
    if (from == to) { // the tag was moved: only the ids tell them apart
        from += QStringLiteral(" (%1)").arg(id.section(u':', -1).left(12));
        to += QStringLiteral(" (%1)").arg(image.id.section(u':', -1).left(12));
    }
    comparison.add(QStringLiteral("image"), from, to);
}

// The names that Docker has for the settings an image gives defaults for.
QString configKey(const QString &setting)
{
    static const QHash<QString, QString> keys{
        {QStringLiteral("entrypoint"), QStringLiteral("Entrypoint")},
        {QStringLiteral("command"), QStringLiteral("Cmd")},
        {QStringLiteral("user"), QStringLiteral("User")},
        {QStringLiteral("workdir"), QStringLiteral("WorkingDir")}};
    return keys.value(setting);
}

// To Docker an empty value means the image's.
void compareWords(Comparison &comparison,
                  const QString &setting,
                  const std::optional<QStringList> &desired,
                  const QJsonObject &config,
                  const QJsonObject &defaults)
{
    const QString key = configKey(setting);
    if (desired)
        comparison.compare(setting,
                           textsOf(config.value(key)),
                           desired->isEmpty() ? textsOf(defaults.value(key)) : *desired);
}

void compareText(Comparison &comparison,
                 const QString &setting,
                 const std::optional<QString> &desired,
                 const QJsonObject &config,
                 const QJsonObject &defaults)
{
    const QString key = configKey(setting);
    if (desired)
        comparison.compare(setting,
                           config.value(key).toString(),
                           desired->isEmpty() ? defaults.value(key).toString() : *desired);
}

void compareEnvironment(Comparison &comparison,
                        const QMap<QString, QString> &desired,
                        const HostImage &image,
                        const ActualContainer &actual)
{
    const QMap<QString, QString> former =
        environmentOf(objectAt(actual.image, QLatin1StringView("Config")));
    QMap<QString, QString> wanted =
        image.content.isEmpty()
            ? former
            : environmentOf(objectAt(image.content, QLatin1StringView("Config")));
    for (auto entry = desired.begin(); entry != desired.end(); ++entry)
        wanted.insert(entry.key(), entry.value());
    const QMap<QString, QString> has =
        environmentOf(objectAt(actual.container, QLatin1StringView("Config")));
    QStringList names = has.keys() + wanted.keys();
    names.sort();
    names.removeDuplicates();
    for (const QString &name : std::as_const(names)) {
        const bool same =
            has.contains(name) == wanted.contains(name) && has.value(name) == wanted.value(name);
        // What the former image set goes with it.
        const bool imageOnly = !desired.contains(name) && has.contains(name) &&
                               former.contains(name) && has.value(name) == former.value(name);
        const bool newDefault = !desired.contains(name) && !has.contains(name);
        if (same || imageOnly || newDefault)
            continue;
        const QString mask(secretMask);
        const bool changed = has.contains(name) && wanted.contains(name);
        comparison.found.push_back({QStringLiteral("env.") + name,
                                    has.contains(name) ? mask : QStringLiteral("none"),
                                    changed
                                        ? mask + QStringLiteral(" (another value)")
                                        : (wanted.contains(name) ? mask : QStringLiteral("none"))});
    }
}

void compareLabels(Comparison &comparison,
                   const QMap<QString, QString> &desired,
                   const QJsonObject &config)
{
    const QJsonObject labels = objectAt(config, QLatin1StringView("Labels"));
    const auto quoted = [](const QString &text) {
        return text.isEmpty() ? QStringLiteral("\"\"") : text;
    };
    for (auto label = desired.begin(); label != desired.end(); ++label) {
        const QJsonValue has = labels.value(label.key());
        if (has != QJsonValue(label.value()))
            comparison.add(QStringLiteral("labels.") + label.key(),
                           has.isUndefined() ? QStringLiteral("none") : quoted(has.toString()),
                           quoted(label.value()));
    }
}

void compareLimits(Comparison &comparison, const DesiredContainer &desired, const QJsonObject &host)
{
    const qint64 memory = host.value(QLatin1StringView("Memory")).toInteger();
    if (desired.memory && *desired.memory != memory)
        comparison.add(QStringLiteral("memory"), sizeOf(memory), sizeOf(*desired.memory));
    const qint64 cpus = host.value(QLatin1StringView("NanoCpus")).toInteger();
    if (desired.nanoCpus && *desired.nanoCpus != cpus)
        comparison.add(QStringLiteral("cpus"),
                       cpus > 0 ? QString::number(double(cpus) / 1e9) : QStringLiteral("no limit"),
                       QString::number(double(*desired.nanoCpus) / 1e9));
    const qint64 pids = host.value(QLatin1StringView("PidsLimit")).toInteger();
    if (desired.pids && *desired.pids != pids)
        comparison.add(QStringLiteral("pids"),
                       pids > 0 ? QString::number(pids) : QStringLiteral("no limit"),
                       QString::number(*desired.pids));
}

void compareNetworks(Comparison &comparison,
                     const QStringList &desired,
                     const QJsonObject &container)
{
    QStringList has = objectAt(objectAt(container, QLatin1StringView("NetworkSettings")),
                               QLatin1StringView("Networks"))
                          .keys();
    // Where Docker lists a network "none", Podman lists no network.
    const QString none = QStringLiteral("none");
    const QJsonObject host = objectAt(container, QLatin1StringView("HostConfig"));
    if (has.isEmpty() && host.value(QLatin1StringView("NetworkMode")).toString() == none)
        has = {none};
    QStringList wanted = desired;
    has.sort();
    wanted.sort();
    comparison.compare(QStringLiteral("networks"), has, wanted);
}

} // namespace

QString ActualContainer::id() const
{
    return container.value(QLatin1StringView("Id")).toString();
}

bool ActualContainer::isRunning() const
{
    return objectAt(container, QLatin1StringView("State"))
        .value(QLatin1StringView("Running"))
        .toBool();
}

bool ActualContainer::isPaused() const
{
    return objectAt(container, QLatin1StringView("State"))
        .value(QLatin1StringView("Paused"))
        .toBool();
}

QMap<QString, QString> environmentOf(const QJsonObject &config)
{
    QMap<QString, QString> variables;
    const QStringList entries = textsOf(config.value(QLatin1StringView("Env")));
    for (const QString &entry : entries)
        variables.insert(entry.section(u'=', 0, 0), entry.section(u'=', 1));
    return variables;
}

QStringList publishedPortsOf(const QJsonObject &container)
{
    QStringList ports;
    const QJsonObject bindings = objectAt(objectAt(container, QLatin1StringView("HostConfig")),
                                          QLatin1StringView("PortBindings"));
    for (auto port = bindings.begin(); port != bindings.end(); ++port) {
        const QJsonArray places = port.value().toArray();
        for (const QJsonValue &place : places) {
            const QJsonObject binding = place.toObject();
            QString ip = binding.value(QLatin1StringView("HostIp")).toString();
            if (ip == QLatin1StringView("0.0.0.0"))
                ip.clear();
            if (ip.contains(u':'))
                ip = u'[' + ip + u']';
            const QString host = binding.value(QLatin1StringView("HostPort")).toString();
            const bool chosen = !host.isEmpty() && host != QLatin1StringView("0");
            ports += (ip.isEmpty() ? QString() : ip + u':') + (chosen ? host + u':' : QString()) +
                     port.key();
        }
    }
    ports.sort();
    return ports;
}

QStringList mountedVolumesOf(const QJsonObject &container)
{
    return volumesOf(container, false);
}

QStringList anonymousVolumesOf(const QJsonObject &container)
{
    return volumesOf(container, true);
}

std::vector<Difference> containerDifferences(const DesiredContainer &desired,
                                             const HostImage &image,
                                             const ActualContainer &actual)
{
    const QJsonObject &container = actual.container;
    const QJsonObject config = objectAt(container, QLatin1StringView("Config"));
    const QJsonObject host = objectAt(container, QLatin1StringView("HostConfig"));
    const QJsonObject defaults = objectAt(image.content.isEmpty() ? actual.image : image.content,
                                          QLatin1StringView("Config"));
    Comparison comparison;
    compareImage(comparison, image, container);
    compareWords(comparison, QStringLiteral("entrypoint"), desired.entrypoint, config, defaults);
    compareWords(comparison, QStringLiteral("command"), desired.command, config, defaults);
    if (desired.env)
        compareEnvironment(comparison, *desired.env, image, actual);
    comparison.compare(QStringLiteral("ports"), publishedPortsOf(container), desired.ports);
    comparison.compare(QStringLiteral("volumes"), mountedVolumesOf(container), desired.volumes);
    if (desired.networks)
        compareNetworks(comparison, *desired.networks, container);
    if (desired.labels)
        compareLabels(comparison, *desired.labels, config);
    comparison.compare(QStringLiteral("restart"), restartOf(host), desired.restart);
    compareText(comparison, QStringLiteral("user"), desired.user, config, defaults);
    compareText(comparison, QStringLiteral("workdir"), desired.workdir, config, defaults);
    comparison.compare(QStringLiteral("hostname"),
                       config.value(QLatin1StringView("Hostname")).toString(),
                       desired.hostname);
    compareLimits(comparison, desired, host);
    return comparison.found;
}

std::optional<Difference> stateDifference(DesiredContainer::State desired,
                                          const ActualContainer &actual)
{
    using State = DesiredContainer::State;
    const bool runs = actual.isRunning() && !actual.isPaused();
    const bool fits = desired == State::Running ? runs : !actual.isRunning();
    if (desired == State::Present || desired == State::Absent || fits)
        return {};
    return Difference{QStringLiteral("state"),
                      objectAt(actual.container, QLatin1StringView("State"))
                          .value(QLatin1StringView("Status"))
                          .toString(),
                      desired == State::Running ? QStringLiteral("running")
                                                : QStringLiteral("stopped")};
}

} // namespace Saltern
