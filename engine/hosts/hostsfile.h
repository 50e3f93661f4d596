#pragma once

#include "engine/hosts/hostset.h"
#include "engine/pipeline/problem.h"

namespace Saltern {

/// A host as somebody names it, before its endpoint is understood.
struct HostEntry
{
    QString name;
    QString endpoint; // "tcp://10.0.0.5:2376", "ssh://me@build", "context:NAME"
    QString tls;      // the folder of ca.pem, cert.pem and key.pem; may be empty
    QHash<QString, QString> labels;

    /// What the engine works with, or why it cannot.
    Result<HostConfig> toConfig() const;
};

/// Labels name a zone, a role...: letters, digits and "._-/", at most 64; values at most 128, on
/// one line.
Result<void> checkHostLabel(const QString &label, const QString &value);

struct HostsText
{
    std::vector<HostConfig> hosts;
    QList<Problem> problems; // each with its line and column
};

/// Reads the text of a hosts file; relative TLS folders are taken from `folder`.
HostsText readHostsText(const QByteArray &text, const QString &folder);

/// The file that names hosts (docs/hosts.md): $XDG_CONFIG_HOME/saltern/hosts.yaml or another. It is
/// edited, never written anew: what a person wrote in it stays.
class HostsFile
{
public:
    /// Empty = the standard one.
    explicit HostsFile(const QString &path = {});

    const QString &path() const { return m_path; }

    /// Its hosts in their order; none when there is no file. BadInput lists every problem in its
    /// detail as file:line:column, one a line.
    Result<std::vector<HostConfig>> read() const;

    /// The same, and when there are none, `local`: what the docker command would use.
    Result<std::vector<HostConfig>> readOrLocal() const;

    /// Refuses a second host of the same name. The first host of all brings `local` along,
    /// which was there by itself as long as no hosts were named.
    Result<void> add(const HostEntry &host);
    Result<void> remove(const QString &name);

private:
    Result<QByteArray> text() const;
    Result<void> write(const QByteArray &text) const;

    QString m_path;
};

} // namespace Saltern
