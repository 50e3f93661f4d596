#pragma once

#include "app/studio/engineclient/jsonlistmodel.h"

namespace Saltern {

/// The demos that come with Saltern. Known without an engine; whether one can be played without
/// Docker is what the engine says.
class DemoListModel : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT

public:
    explicit DemoListModel(QObject *parent = nullptr);

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;

private:
    void refresh();
};

} // namespace Saltern
