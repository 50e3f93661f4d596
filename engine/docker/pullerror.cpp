#include "engine/docker/pullerror.h"

#include "engine/docker/imagereference.h"
#include "engine/docker/registrycredentials.h"

#include <QStringList>

#include <algorithm>
#include <vector>

namespace Saltern {

namespace {

// The daemon has no codes for what a registry said, only these words (moby and distribution).
struct Cause
{
    QStringList words;
    ErrorKind kind;
    QString remedy; // %1 = the registry
};

const std::vector<Cause> &causes()
{
    static const std::vector<Cause> list{
        {{QStringLiteral("manifest unknown"),
          QStringLiteral("not found"),
          QStringLiteral("name unknown")},
         ErrorKind::NotFound,
         QStringLiteral("Check the name and the tag: %1 does not have it.")},
        {{QStringLiteral("HTTP response to HTTPS client")},
         ErrorKind::Unreachable,
         QStringLiteral("Give the registry TLS, or list %1 under insecure-registries in the "
                        "daemon.json of the Docker host (Podman: as insecure in its "
                        "registries.conf).")},
        {{QStringLiteral("x509"), QStringLiteral("certificate")},
         ErrorKind::Unreachable,
         QStringLiteral("Put the registry's certificate authority into "
                        "/etc/docker/certs.d/%1/ca.crt on the Docker host.")},
        {{QStringLiteral("no space left")},
         ErrorKind::Failed,
         QStringLiteral("Make room on the Docker host; a `prune` node can do that.")},
        {{QStringLiteral("toomanyrequests"), QStringLiteral("rate limit")},
         ErrorKind::Failed,
         QStringLiteral("%1 limits how often one may pull: log in there, or wait.")},
        {{QStringLiteral("connection refused"),
          QStringLiteral("no such host"),
          QStringLiteral("dial tcp"),
          QStringLiteral("i/o timeout"),
          QStringLiteral("unreachable"),
          QStringLiteral("request canceled"),
          QStringLiteral("EOF")},
         ErrorKind::Unreachable,
         QStringLiteral("Check that the Docker host reaches %1: it is the host that pulls, not "
                        "this machine.")},
    };
    return list;
}

bool mentions(const QString &text, const QStringList &words)
{
    return std::any_of(words.begin(), words.end(), [&](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

bool isLoginRefusal(const QString &text)
{
    return mentions(text,
                    {QStringLiteral("no basic auth credentials"),
                     QStringLiteral("unauthorized"),
                     QStringLiteral("authentication required"),
                     QStringLiteral("access denied"),
                     QStringLiteral("access to the resource is denied"),
                     QStringLiteral("incorrect username or password")});
}

Error refused(const ImageReference &image, const RegistryCredentials &credentials)
{
    const bool known = !credentials.source.isEmpty();
    const bool hub = image.registry == QLatin1StringView("docker.io");
    const QString message =
        known ? QStringLiteral("The registry %1 refuses the image %2 to the login of %3.")
                    .arg(image.registry, image.complete(), credentials.source)
              : QStringLiteral("The registry %1 wants a login for the image %2.")
                    .arg(image.registry, image.complete());
    return {ErrorKind::PermissionDenied,
            message,
            QStringLiteral("Run docker login%1 as the account that runs the engine, and check the "
                           "image's name.")
                .arg(hub ? QString() : u' ' + image.registry),
            {}};
}

} // namespace

Error pullError(const ImageReference &image,
                const RegistryCredentials &credentials,
                const Error &reason)
{
    // A daemon that answers could not get the image; one that does not is another matter.
    const bool answered =
        reason.kind == ErrorKind::Failed || reason.detail.startsWith(QLatin1StringView("HTTP "));
    Error error{answered ? ErrorKind::NotFound : reason.kind,
                QStringLiteral("The image %1 is not on the host and could not be pulled.")
                    .arg(image.complete()),
                answered ? QStringLiteral("Pull or load it there, or name another image.")
                         : reason.remedy,
                {}};
    if (answered && isLoginRefusal(reason.message)) {
        error = refused(image, credentials);
    } else if (answered) {
        const auto cause =
            std::find_if(causes().begin(), causes().end(), [&](const Cause &candidate) {
                return mentions(reason.message, candidate.words);
            });
        if (cause != causes().end()) {
            error.kind = cause->kind;
            error.remedy = cause->remedy.contains(QLatin1StringView("%1"))
                               ? cause->remedy.arg(image.registry)
                               : cause->remedy;
        }
    }
    error.detail = reason.message;
    return error;
}

} // namespace Saltern
