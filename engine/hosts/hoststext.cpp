// The part of the hosts file that reads its text.

#include "engine/base/nearestname.h"
#include "engine/hosts/hostsfile.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/problemreport.h"
#include "engine/pipeline/yamldocument.h"

#include <QDir>
#include <QJsonObject>
#include <QRegularExpression>

namespace Saltern {

namespace {

constexpr qsizetype longestLabelValue = 128;

class HostsReader
{
public:
    HostsReader(const YamlDocument &document, const QString &folder)
        : m_folder(folder), m_report(document.source)
    {
    }

    HostsText read(const QJsonValue &root)
    {
        if (root.isNull())
            return {};
        const QJsonObject file = object(root, QString(), QStringLiteral("The file"));
        refuseOthers(file, QString(), {QStringLiteral("hosts")});
        const QString pointer = QStringLiteral("/hosts");
        if (const QJsonValue hosts = file.value(QLatin1StringView("hosts"));
            !hosts.isNull() && !hosts.isUndefined())
            readHosts(object(hosts, pointer, QStringLiteral("`hosts`")), pointer);
        return {std::move(m_hosts), m_report.problems()};
    }

private:
    void readHosts(const QJsonObject &hosts, const QString &pointer)
    {
        for (auto host = hosts.begin(); host != hosts.end(); ++host)
            m_order.append({m_report.source().keyAt(pointerTo(pointer, host.key())), host.key()});
        // JSON objects are sorted by key; the file's own order is what people see.
        std::sort(m_order.begin(), m_order.end(), [](const auto &a, const auto &b) {
            return std::pair(a.first.line, a.first.column) <
                   std::pair(b.first.line, b.first.column);
        });
        for (const auto &[position, name] : std::as_const(m_order))
            readHost(name, hosts.value(name), pointerTo(pointer, name));
    }

    void readHost(const QString &name, const QJsonValue &value, const QString &pointer)
    {
        const qsizetype before = m_report.problems().size();
        if (const auto valid = checkHostName(name); !valid)
            atKey(pointer, valid.error());
        const QJsonObject host = object(value, pointer, QStringLiteral("A host"));
        refuseOthers(host,
                     pointer,
                     {QStringLiteral("endpoint"), QStringLiteral("tls"), QStringLiteral("labels")});
        HostEntry entry{.name = name,
                        .endpoint = text(host, pointer, QStringLiteral("endpoint")),
                        .tls = text(host, pointer, QStringLiteral("tls"))};
        if (!entry.tls.isEmpty())
            entry.tls = QDir::cleanPath(QDir(m_folder).filePath(entry.tls));
        const QString labels = pointerTo(pointer, QStringLiteral("labels"));
        entry.labels = readLabels(host.value(QLatin1StringView("labels")), labels);
        if (m_report.problems().size() > before)
            return;
        if (entry.endpoint.isEmpty()) {
            atKey(pointer,
                  {ErrorKind::BadInput,
                   QStringLiteral("The host has no endpoint."),
                   QStringLiteral("Add one, as in `endpoint: unix:///var/run/docker.sock`."),
                   {}});
            return;
        }
        auto config = entry.toConfig();
        if (!config) {
            const QString endpoint = pointerTo(pointer, QStringLiteral("endpoint"));
            m_report.atValue(endpoint,
                             QStringLiteral("bad-endpoint"),
                             config.error().message,
                             config.error().remedy);
            return;
        }
        config->isRegistered = true;
        m_hosts.push_back(*std::move(config));
    }

    QHash<QString, QString> readLabels(const QJsonValue &value, const QString &pointer)
    {
        QHash<QString, QString> labels;
        if (value.isUndefined() || value.isNull())
            return labels;
        const QJsonObject written = object(value, pointer, QStringLiteral("`labels`"));
        for (auto label = written.begin(); label != written.end(); ++label) {
            const QString at = pointerTo(pointer, label.key());
            const QString labelText = text(written, pointer, label.key());
            if (const auto valid = checkHostLabel(label.key(), labelText); !valid)
                atKey(at, valid.error());
            labels.insert(label.key(), labelText);
        }
        return labels;
    }

    QJsonObject object(const QJsonValue &value, const QString &pointer, const QString &what)
    {
        if (!value.isObject())
            m_report.atValue(pointer,
                             QStringLiteral("wrong-type"),
                             QStringLiteral("%1 has to be a mapping.").arg(what),
                             QStringLiteral("Write it as docs/hosts.md shows."));
        return value.toObject();
    }

    QString text(const QJsonObject &object, const QString &pointer, const QString &key)
    {
        const QJsonValue value = object.value(key);
        if (!value.isUndefined() && !value.isString())
            m_report.atValue(pointerTo(pointer, key),
                             QStringLiteral("wrong-type"),
                             QStringLiteral("`%1` has to be text.").arg(key),
                             QStringLiteral("Put quotes around it."));
        return value.toString();
    }

    void refuseOthers(const QJsonObject &object, const QString &pointer, const QStringList &known)
    {
        for (auto member = object.begin(); member != object.end(); ++member) {
            if (!known.contains(member.key()))
                m_report.atKey(pointerTo(pointer, member.key()),
                               QStringLiteral("unknown-field"),
                               QStringLiteral("There is no setting `%1` here.").arg(member.key()),
                               suggestName(member.key(), known));
        }
    }

    void atKey(const QString &pointer, const Error &error)
    {
        m_report.atKey(pointer, QStringLiteral("bad-host"), error.message, error.remedy);
    }

    QString m_folder;
    ProblemReport m_report;
    QList<std::pair<SourcePosition, QString>> m_order;
    std::vector<HostConfig> m_hosts;
};

} // namespace

Result<void> checkHostLabel(const QString &label, const QString &value)
{
    static const QRegularExpression valid(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._/-]{0,63}\\z"));
    static const QRegularExpression oneLine(QStringLiteral("\\A[^\\p{Cc}]+\\z"));
    if (!valid.match(label).hasMatch())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" cannot be a label.").arg(label.left(80)),
                    QStringLiteral("Use letters, digits, '.', '_', '/' and '-', at most 64."));
    if (value.size() > longestLabelValue || !oneLine.match(value).hasMatch())
        return fail(
            ErrorKind::BadInput,
            QStringLiteral("The label %1 has no usable value.").arg(label),
            QStringLiteral("Give it 1 to %1 characters on one line.").arg(longestLabelValue));
    return {};
}

HostsText readHostsText(const QByteArray &bytes, const QString &folder)
{
    const YamlDocument document = readYaml(bytes);
    if (!document.problems.isEmpty())
        return {{}, document.problems};
    return HostsReader(document, folder).read(document.value);
}

} // namespace Saltern
