#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

namespace Saltern {

/// Follows the lines of a pull (Docker Engine API, ImageCreate) and says in few words how far it
/// is. Podman has the same lines and fewer of them (pkg/api/handlers/utils/images.go; observed with
/// 4.3): it unpacks without a word, and tells no digest.
class PullProgress
{
public:
    /// One JSON line.
    void feed(const QByteArray &line);

    /// "2 of 5 layers, 12.0 of 40.3 MiB"; empty before the first layer is known.
    QString summary() const;

    /// A line per layer that is there, in the order in which they came, and the registry's digest.
    const QStringList &log() const { return m_log; }

    /// "sha256:..." of what the registry sent; empty until then.
    const QString &digest() const { return m_digest; }

    /// For an engine that has told none on the way: what the image it got is called there.
    void setDigest(const QString &digest);

    /// Why it failed, in the daemon's words; a pull answers 200 and tells of failure in its last
    /// line.
    const QString &error() const { return m_error; }

private:
    struct Layer
    {
        qint64 done = 0;
        qint64 size = 0; // 0 = not known yet
        bool there = false;
    };
    void layer(const QString &id, const QString &status, qint64 current, qint64 total);

    QHash<QString, Layer> m_layers;
    bool m_tellsUnpacking = false;
    QStringList m_log;
    QString m_digest;
    QString m_error;
};

} // namespace Saltern
