#pragma once

#include "engine/docker/imagereference.h"
#include "engine/docker/pullprogress.h"
#include "engine/docker/registrycredentials.h"

#include <QJsonObject>
#include <QObject>

#include <memory>
#include <optional>

namespace Saltern {

class DockerClient;
class DockerRequest;
class LineSplitter;
class RegistryLogin;
struct DockerResponse;

/// When an image is pulled.
enum class PullPolicy {
    Missing, // the host does not have it
    Always,  // each time: the tag may mean another image by now
    Never,   // it has to be there
};

/// "missing", "always", "never"; anything else is Missing.
PullPolicy pullPolicyOf(const QString &name);

/// An image as a host has it.
struct HostImage
{
    QString reference;   // as it was asked for, with its tag
    QString id;          // "sha256:..."
    QString digest;      // what the registry calls it; empty for images that were made on the host
    bool pulled = false; // it was not there before, or not this one
    QJsonObject content; // Engine API, ImageInspect
};

/// The digest of an image under this name (ImageInspect, RepoDigests); empty when it has none.
QString digestOf(const ImageReference &reference, const QJsonObject &image);

/// Sees to it that a host has an image: looks for it and pulls it as the policy says, with the
/// login that the user's Docker configuration has for the registry. One finished(), never from
/// inside start(); deleting it stops the pull. Engine thread.
class ImageFetch : public QObject
{
    Q_OBJECT
public:
    ImageFetch(DockerClient *client, const ImageReference &image, PullPolicy policy);
    ~ImageFetch() override;

    void start();

    /// What it is busy with, for people who wait: "pulling the image web:2, 1 of 3 layers".
    QString activity() const;

    /// What happened so far, one line each; no secret in it.
    QStringList log() const;

Q_SIGNALS:
    void finished(const Saltern::Result<Saltern::HostImage> &result);

private:
    using Answer = Result<DockerResponse>;
    void send(std::unique_ptr<DockerRequest> request, void (ImageFetch::*answered)(const Answer &));
    void inspect();
    void inspected(const Answer &answer);
    void logIn();
    void loggedIn(const Result<RegistryCredentials> &credentials);
    void pull();
    void pulled(const Answer &answer);
    void finish(const Result<HostImage> &result);

    DockerClient *m_client;
    const ImageReference m_image;
    const PullPolicy m_policy;
    RegistryCredentials m_credentials;
    std::optional<Error> m_loginError;
    QString m_formerId; // what the name meant before the pull
    bool m_pulled = false;
    PullProgress m_progress;
    QStringList m_log;
    std::unique_ptr<LineSplitter> m_lines;
    std::unique_ptr<RegistryLogin> m_login;
    std::unique_ptr<DockerRequest> m_request;
};

} // namespace Saltern
