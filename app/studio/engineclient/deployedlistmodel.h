#pragma once

#include "app/studio/engineclient/jsonlistmodel.h"

namespace Saltern {

class LiveTopic;

/// The pipelines that the engine runs or observes, live.
class DeployedListModel : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("There is one, EngineClient.pipelines.")
    /// Grows with every change, for bindings on modeOf().
    Q_PROPERTY(int change READ change NOTIFY changed)

public:
    explicit DeployedListModel(QObject *parent = nullptr);

    int change() const { return m_change; }
    /// "run", "observe", or empty when the engine does not have it.
    Q_INVOKABLE QString modeOf(const QString &pipeline) const;
    Q_INVOKABLE QStringList names() const;

Q_SIGNALS:
    void changed();

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;

private:
    void take(const QJsonObject &news);
    void tell();

    LiveTopic *m_topic;
    int m_change = 0;
};

} // namespace Saltern
