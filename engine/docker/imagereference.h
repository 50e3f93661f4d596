#pragma once

#include "engine/base/result.h"

#include <QString>

namespace Saltern {

/// The name of an image taken apart, as Docker reads it (distribution's reference grammar).
struct ImageReference
{
    QString name;       // as written, without tag and digest: "busybox", "localhost:5000/web"
    QString registry;   // who has it: "docker.io", "localhost:5000"
    QString repository; // its name there: "library/busybox", "web"
    QString tag;        // "1.36"; empty when none is written
    QString digest;     // "sha256:..."; empty when none is written
    QString id;         // set alone when the text is an image's id

    /// BadInput for anything that is not such a name. What it accepts is safe as a part of a path.
    static Result<ImageReference> parse(const QString &text);

    /// The text with ":latest" when it names neither tag nor digest: without, Docker would pull
    /// every tag.
    QString complete() const;
};

} // namespace Saltern
