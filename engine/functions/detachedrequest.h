#pragma once

#include <QString>

#include <memory>
#include <utility>

class QObject;

namespace Saltern {

class DockerRequest;

/// Starts a request that nobody waits for: tidying up. It lives until it is done or `owner` goes.
void startDetached(std::unique_ptr<DockerRequest> request, QObject *owner);

/// The value of Docker's `filters` parameter that asks for all of the labels.
QString labelFilter(std::initializer_list<std::pair<QString, QString>> labels);

} // namespace Saltern
