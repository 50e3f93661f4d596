#pragma once

#include "engine/nodes/ensurestep.h"

namespace Saltern {

/// Ensures something that Docker can make and remove, but not change: a network, a volume. What
/// differs is refused unless `recreate` is set and nobody uses it.
class ResourceEnsureStep : public EnsureStep
{
    Q_OBJECT
public:
    using EnsureStep::EnsureStep;

protected:
    /// "network", "volume": also in paths and in the filter of the containers that use it.
    virtual QString type() const = 0;

    /// The body of the call that makes it, and its path: "/networks/create".
    virtual QJsonObject creation() const = 0;

    /// What differs from the settings; `actual` as Docker describes it.
    virtual std::vector<Difference> differences(const QJsonObject &actual) const = 0;

    /// Whether making it anew would destroy something, although no container uses it. Calls
    /// recreate() when not.
    virtual void checkContent() { recreate(); }

    /// Removes it and makes it again.
    void recreate();

    QString name() const { return m_name; }

private:
    Result<void> prepare() final;
    void begin() final;
    void found(const Result<DockerResponse> &response);
    void checkUsers();
    void remove(const QString &action);
    void create(const QString &action);

    QString m_name;
    bool m_absent = false;
};

/// The differences between settings that are written and what Docker says: `options` and `labels`
/// as maps of which only the named entries count.
std::vector<Difference>
mapDifferences(const QString &setting, const QJsonValue &wanted, const QJsonObject &actual);

/// "setting: from → to" when it is written and differs; `actual` in the same words.
std::optional<Difference>
valueDifference(const QString &setting, const QJsonValue &wanted, const QString &actual);

/// The values of a map setting as texts, as Docker wants them.
QJsonObject textMap(const QJsonValue &map);

} // namespace Saltern
