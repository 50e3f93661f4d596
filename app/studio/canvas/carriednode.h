#pragma once

#include <QObject>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

class QMimeData;

namespace Saltern {

/// What something that is dragged onto the canvas becomes. A value.
struct CarriedNode
{
    QString kind; // empty: it becomes no node
    QVariantMap parameters;
    QString words; // what a person sees in it: "Restart web-1"
};

/// A kind of the palette, a container or an image of a host, by the type of the data:
/// "application/x-saltern-kind" holds the kind's name, "application/x-saltern-container" and
/// "application/x-saltern-image" hold a JSON object with `host`, `container`, `image`. What comes
/// from a host stands for itself, and then a run begins with it; or it `follows` another node, and
/// then something is done to it or with it.
CarriedNode carriedNode(const QMimeData &data, bool follows);

/// The same for QML: what a drag would make, made by other means.
class CarriedNodes : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    using QObject::QObject;

    /// {kind, parameters, words} of texts by mime type.
    Q_INVOKABLE QVariantMap node(const QVariantMap &formats, bool follows) const;
};

} // namespace Saltern
