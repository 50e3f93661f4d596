#pragma once

#include <QJsonArray>
#include <QJsonObject>

namespace Saltern {

// What a Docker engine lists (Engine API /containers/json and /images/json), in the fields of the
// control protocol.

/// {"containers": [...]}, running ones first, by name.
QJsonObject containersListing(const QJsonArray &docker);
/// {"images": [...]}, newest first.
QJsonObject imagesListing(const QJsonArray &docker);

/// One container without its host.
QJsonObject containerEntry(const QJsonObject &docker);

} // namespace Saltern
