#pragma once

#include "engine/docker/imagefetch.h"

#include <QTest>

#include <optional>

namespace Saltern {

/// How an image was got, and what was told on the way.
struct FetchedImage
{
    Result<HostImage> image;
    QString log;
};

/// Runs an ImageFetch to its end; fails the test when it does not end, or from inside start().
inline FetchedImage
fetchImage(DockerClient &client, const QString &reference, PullPolicy policy = PullPolicy::Missing)
{
    ImageFetch fetch(&client, ImageReference::parse(reference).value(), policy);
    std::optional<Result<HostImage>> result;
    QObject::connect(
        &fetch, &ImageFetch::finished, &fetch, [&](const auto &image) { result = image; });
    fetch.start();
    if (result || !QTest::qWaitFor([&] { return result.has_value(); }, 60'000)) {
        QTest::qFail(
            "finished() has to come once, and not from inside start()", __FILE__, __LINE__);
        return {fail(ErrorKind::Internal, QString()), {}};
    }
    return {*result, fetch.log().join(u'\n')};
}

} // namespace Saltern
