#include "engine/hosts/hostsfile.h"

#include "engine/base/installation.h"
#include "engine/base/nearestname.h"
#include "engine/docker/dockercontext.h"
#include "engine/pipeline/documenttext.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/yamldocument.h"
#include "engine/pipeline/yamlsource.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonObject>
#include <QSaveFile>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

const QByteArray newFile = "# The Docker hosts that Saltern works with; see docs/hosts.md.\n";

QString pointerOf(const QString &host)
{
    return pointerTo(QStringLiteral("/hosts"), host);
}

QJsonObject entryJson(const HostEntry &host)
{
    QJsonObject json{{Name("endpoint"), host.endpoint}};
    if (!host.tls.isEmpty())
        json.insert(Name("tls"), host.tls);
    QJsonObject labels;
    for (auto label = host.labels.cbegin(); label != host.labels.cend(); ++label)
        labels.insert(label.key(), label.value());
    if (!labels.isEmpty())
        json.insert(Name("labels"), labels);
    return json;
}

} // namespace

Result<HostConfig> HostEntry::toConfig() const
{
    if (const auto valid = checkHostName(name); !valid)
        return fail(valid.error());
    for (auto label = labels.cbegin(); label != labels.cend(); ++label) {
        if (const auto valid = checkHostLabel(label.key(), label.value()); !valid)
            return fail(valid.error());
    }
    const auto understood = resolveEndpoint(endpoint, tls);
    if (!understood)
        return fail(understood.error());
    return HostConfig{.name = name, .endpoint = *understood, .labels = labels};
}

HostsFile::HostsFile(const QString &path)
    : m_path(path.isEmpty() ? configFolder() + QStringLiteral("/hosts.yaml") : path)
{
}

Result<QByteArray> HostsFile::text() const
{
    QFile file(m_path);
    if (!QFileInfo::exists(m_path))
        return QByteArray();
    if (QFileInfo(m_path).isDir())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The hosts file %1 is a folder.").arg(m_path),
                    QStringLiteral("Name the file in it, such as %1.")
                        .arg(QDir::cleanPath(m_path + QStringLiteral("/hosts.yaml"))));
    if (!file.open(QIODevice::ReadOnly))
        return fail(
            ErrorKind::BadInput,
            QStringLiteral("The hosts file %1 cannot be read: %2.").arg(m_path, file.errorString()),
            QStringLiteral("Give it to this account, or name another file."));
    return file.read(maximumDocumentBytes + 1);
}

Result<std::vector<HostConfig>> HostsFile::read() const
{
    const auto bytes = text();
    if (!bytes)
        return fail(bytes.error());
    if (bytes->isEmpty())
        return std::vector<HostConfig>();
    HostsText content = readHostsText(*bytes, QFileInfo(m_path).absolutePath());
    QStringList lines;
    for (const Problem &problem : std::as_const(content.problems))
        lines += formatProblem(m_path, problem);
    if (!lines.isEmpty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The hosts file %1 cannot be read.").arg(m_path),
                    QStringLiteral("Mend it; `saltern hosts list` shows what is wrong."),
                    lines.join(u'\n'));
    return std::move(content.hosts);
}

Result<std::vector<HostConfig>> HostsFile::readOrLocal() const
{
    auto named = read();
    if (!named || !named->empty())
        return named;
    const auto endpoint = localEndpoint();
    if (!endpoint)
        return fail(endpoint.error());
    return std::vector<HostConfig>{
        HostConfig{.name = QStringLiteral("local"), .endpoint = *endpoint}};
}

Result<void> HostsFile::add(const HostEntry &host)
{
    if (const auto valid = host.toConfig(); !valid)
        return fail(valid.error());
    const auto known = read();
    if (!known)
        return fail(known.error());
    for (const HostConfig &other : *known) {
        if (other.name == host.name)
            return fail(ErrorKind::BadInput,
                        QStringLiteral("There is a host named \"%1\" already.").arg(host.name),
                        QStringLiteral("Remove it first, or choose another name."));
    }
    auto before = text();
    if (!before)
        return fail(before.error());
    const QString local = QStringLiteral("local");
    const bool bringsLocal = known->empty() && host.name != local;
    QByteArray base = before->isEmpty() ? newFile : *before;
    // A block with one line per host, where an edit of nothing would make a single line of all.
    if (readYaml(base).value.isNull())
        base += "hosts:\n  " + (bringsLocal ? local : host.name).toUtf8() + ":\n";
    QList<DocumentText::Edit> edits;
    if (bringsLocal)
        edits += DocumentText::Edit::set(
            pointerOf(local), entryJson({.name = local, .endpoint = QString(localContext)}));
    edits += DocumentText::Edit::set(pointerOf(host.name), entryJson(host));
    const auto after = DocumentText::apply(base, edits);
    if (!after)
        return fail(after.error());
    return write(*after);
}

Result<void> HostsFile::remove(const QString &name)
{
    const auto known = read();
    if (!known)
        return fail(known.error());
    QStringList names;
    for (const HostConfig &host : *known)
        names += host.name;
    if (!names.contains(name))
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no host \"%1\" in %2.").arg(name.left(80), m_path),
                    suggestName(name, names));
    const auto before = text();
    if (!before)
        return fail(before.error());
    const auto after = DocumentText::remove(*before, pointerOf(name));
    if (!after)
        return fail(after.error());
    return write(*after);
}

Result<void> HostsFile::write(const QByteArray &bytes) const
{
    // What we write must be what the next reader takes.
    const HostsText check = readHostsText(bytes, QFileInfo(m_path).absolutePath());
    if (!check.problems.isEmpty())
        return fail(ErrorKind::Internal,
                    QStringLiteral("The hosts file would not be readable after the change."),
                    QStringLiteral("Edit %1 by hand.").arg(m_path),
                    formatProblem(m_path, check.problems.first()));
    QDir().mkpath(QFileInfo(m_path).absolutePath());
    QSaveFile file(m_path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return fail(ErrorKind::PermissionDenied,
                QStringLiteral("The hosts file %1 cannot be written.").arg(m_path),
                QStringLiteral("Look at the rights of its folder, or name another with --hosts."),
                file.errorString());
}

} // namespace Saltern
