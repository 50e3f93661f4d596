#include "engine/nodes/prune/prunecandidates.h"

#include "engine/base/duration.h"
#include "engine/functions/functionlabels.h"
#include "engine/nodes/jsontext.h"

#include <QDateTime>
#include <QSet>

#include <algorithm>

namespace Saltern {

namespace {

QString cleanName(const QString &name)
{
    return name.startsWith(u'/') ? name.mid(1) : name;
}

bool hasLabel(const QJsonObject &labels, const QString &wanted)
{
    const QString key = wanted.section(u'=', 0, 0);
    return labels.contains(key) &&
           (!wanted.contains(u'=') || labels.value(key).toString() == wanted.section(u'=', 1));
}

// A container that container.ensure has put aside comes back when its successor fails.
bool isPutAside(const QString &name)
{
    return name.endsWith(QLatin1StringView(".saltern-old")) ||
           name.endsWith(QLatin1StringView(".saltern-new"));
}

qint64 secondsOf(const QJsonValue &time)
{
    return time.isString()
               ? QDateTime::fromString(time.toString(), Qt::ISODateWithMs).toSecsSinceEpoch()
               : time.toInteger();
}

class Picker
{
public:
    Picker(const PruneRules &rules, qint64 nowSeconds) : m_rules(rules), m_now(nowSeconds) {}

    std::vector<PruneCandidate> picked;

    void containers(const QJsonArray &all)
    {
        static const QStringList ended{
            QStringLiteral("exited"), QStringLiteral("created"), QStringLiteral("dead")};
        for (const QJsonValue &value : all) {
            const QJsonObject container = value.toObject();
            const QString name =
                cleanName(container.value(QLatin1StringView("Names")).toArray().at(0).toString());
            const bool goes =
                m_rules.what.contains(QLatin1StringView("containers")) &&
                ended.contains(container.value(QLatin1StringView("State")).toString()) &&
                !isPutAside(name) && fits(container, QLatin1StringView("Created"));
            if (goes) {
                picked.push_back({QStringLiteral("containers"),
                                  container.value(QLatin1StringView("Id")).toString(),
                                  name,
                                  container.value(QLatin1StringView("SizeRw")).toInteger()});
                continue;
            }
            m_usedImages.insert(container.value(QLatin1StringView("ImageID")).toString());
            const QJsonObject networks =
                objectAt(objectAt(container, QLatin1StringView("NetworkSettings")),
                         QLatin1StringView("Networks"));
            for (auto network = networks.begin(); network != networks.end(); ++network)
                m_usedNetworks.insert(network.key());
            const QJsonArray mounts = container.value(QLatin1StringView("Mounts")).toArray();
            for (const QJsonValue &mount : mounts)
                m_usedVolumes.insert(mount.toObject().value(QLatin1StringView("Name")).toString());
        }
    }

    void images(const QJsonArray &all)
    {
        for (const QJsonValue &value : all) {
            const QJsonObject image = value.toObject();
            QStringList tags = oneOrMany(image.value(QLatin1StringView("RepoTags")));
            tags.removeAll(QStringLiteral("<none>:<none>"));
            const QString id = image.value(QLatin1StringView("Id")).toString();
            const bool named = !tags.isEmpty() && !tags.first().isEmpty();
            if (!m_rules.what.contains(QLatin1StringView("images")) ||
                (named && !m_rules.taggedImages) || m_usedImages.contains(id) ||
                !fits(image, QLatin1StringView("Created")))
                continue;
            const qint64 shared = image.value(QLatin1StringView("SharedSize")).toInteger();
            picked.push_back(
                {QStringLiteral("images"),
                 id,
                 named ? tags.join(QStringLiteral(", ")) : id,
                 image.value(QLatin1StringView("Size")).toInteger() - std::max<qint64>(shared, 0),
                 tags.size() > 1});
        }
    }

    void networks(const QJsonArray &all)
    {
        static const QStringList builtIn{
            QStringLiteral("bridge"), QStringLiteral("host"), QStringLiteral("none")};
        for (const QJsonValue &value : all) {
            const QJsonObject network = value.toObject();
            const QString name = network.value(QLatin1StringView("Name")).toString();
            if (m_rules.what.contains(QLatin1StringView("networks")) && !builtIn.contains(name) &&
                network.value(QLatin1StringView("Scope")).toString() !=
                    QLatin1StringView("swarm") &&
                !m_usedNetworks.contains(name) && fits(network, QLatin1StringView("Created")))
                picked.push_back({QStringLiteral("networks"),
                                  network.value(QLatin1StringView("Id")).toString(),
                                  name});
        }
    }

    void volumes(const QJsonArray &all)
    {
        for (const QJsonValue &value : all) {
            const QJsonObject volume = value.toObject();
            const QString name = volume.value(QLatin1StringView("Name")).toString();
            const QJsonObject usage = objectAt(volume, QLatin1StringView("UsageData"));
            if (m_rules.what.contains(QLatin1StringView("volumes")) &&
                !m_usedVolumes.contains(name) && fits(volume, QLatin1StringView("CreatedAt")))
                picked.push_back(
                    {QStringLiteral("volumes"),
                     name,
                     name,
                     std::max<qint64>(usage.value(QLatin1StringView("Size")).toInteger(), 0)});
        }
    }

    void buildCache(const QJsonArray &all)
    {
        qint64 bytes = 0;
        qsizetype entries = 0;
        for (const QJsonValue &value : all) {
            const QJsonObject entry = value.toObject();
            const QJsonValue used = entry.value(QLatin1StringView("LastUsedAt"));
            if (entry.value(QLatin1StringView("InUse")).toBool() ||
                !isOld(used.isString() ? used : entry.value(QLatin1StringView("CreatedAt"))))
                continue;
            ++entries;
            if (!entry.value(QLatin1StringView("Shared")).toBool())
                bytes += entry.value(QLatin1StringView("Size")).toInteger();
        }
        // Its entries have no labels.
        if (m_rules.what.contains(QLatin1StringView("build-cache")) && m_rules.labels.isEmpty() &&
            entries > 0)
            picked.push_back({QStringLiteral("build-cache"),
                              {},
                              QStringLiteral("%1 entries").arg(entries),
                              bytes});
    }

private:
    bool fits(const QJsonObject &object, QLatin1StringView timeField) const
    {
        const QJsonObject labels = objectAt(object, QLatin1StringView("Labels"));
        const auto has = [&](const QString &label) { return hasLabel(labels, label); };
        return !labels.contains(FunctionLabels::role) &&
               std::all_of(m_rules.labels.begin(), m_rules.labels.end(), has) &&
               std::none_of(m_rules.keepLabels.begin(), m_rules.keepLabels.end(), has) &&
               isOld(object.value(timeField));
    }

    bool isOld(const QJsonValue &time) const
    {
        return m_rules.olderThan.count() == 0 ||
               secondsOf(time) <= m_now - m_rules.olderThan.count();
    }

    PruneRules m_rules;
    qint64 m_now;
    QSet<QString> m_usedImages; // by containers that stay
    QSet<QString> m_usedNetworks;
    QSet<QString> m_usedVolumes;
};

} // namespace

Result<PruneRules> PruneRules::read(const QJsonObject &settings)
{
    const auto age = parseDuration(settings.value(QLatin1StringView("olderThan")).toString());
    if (!age)
        return fail(age.error());
    return PruneRules{.what = oneOrMany(settings.value(QLatin1StringView("what"))),
                      .olderThan = std::chrono::floor<std::chrono::seconds>(*age),
                      .labels = oneOrMany(settings.value(QLatin1StringView("labels"))),
                      .keepLabels = oneOrMany(settings.value(QLatin1StringView("keepLabels"))),
                      .taggedImages = settings.value(QLatin1StringView("taggedImages")).toBool()};
}

QJsonObject PruneCandidate::toJson() const
{
    return {{QStringLiteral("type"), type},
            {QStringLiteral("name"), name},
            {QStringLiteral("bytes"), bytes}};
}

std::vector<PruneCandidate> pruneCandidates(const PruneRules &rules,
                                            const QJsonObject &usage,
                                            const QJsonArray &networks,
                                            qint64 nowSeconds)
{
    Picker picker(rules, nowSeconds);
    const auto list = [&](QLatin1StringView field) { return usage.value(field).toArray(); };
    picker.containers(list(QLatin1StringView("Containers")));
    picker.images(list(QLatin1StringView("Images")));
    picker.networks(networks);
    picker.volumes(list(QLatin1StringView("Volumes")));
    picker.buildCache(list(QLatin1StringView("BuildCache")));
    return picker.picked;
}

} // namespace Saltern
