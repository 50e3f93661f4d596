#pragma once

#include "engine/base/result.h"
#include "engine/functions/shimprogram.h"

#include <QObject>
#include <QStringList>

#include <chrono>
#include <memory>

namespace Saltern {

class DockerClient;
class DockerRequest;
class ImageFetch;
struct DockerResponse;
struct HostImage;

/// An image that function containers can be made from: some base image plus saltern-shim.
struct FunctionImage
{
    QString reference;      // what containers are made from
    QString baseId;         // the base image that it was derived from
    QString baseDigest;     // what the registry calls that; empty for images made on the host
    QString machine;        // that it is for, as Docker calls it
    QStringList ownCommand; // the base image's entry point and command
};

/// Sees to it that a host has the function image of a base image: pulls the base when the host
/// lacks it, and derives the image once per base image and shim. A host pulls images for its own
/// machine, so the image tells which shim it needs. Ends with one finished().
class FunctionImageBuild : public QObject
{
    Q_OBJECT
public:
    FunctionImageBuild(DockerClient *client,
                       const QString &base,
                       const ShimProgram &shim,
                       const QString &engineId,
                       const QString &processId,
                       QObject *parent);
    ~FunctionImageBuild() override;

    void start();

    /// What it is busy with, for people who wait: "pulling the image x:1, 1 of 3 layers".
    QString activity() const;

Q_SIGNALS:
    void finished(const Saltern::Result<Saltern::FunctionImage> &result);

    /// A container is being made to put the shim into. containerFree() follows.
    void containerAsked();
    /// It can be removed; empty when it was never made.
    void containerFree(const QString &containerId);

private:
    using Answer = Result<DockerResponse>;
    void send(std::unique_ptr<DockerRequest> request,
              void (FunctionImageBuild::*answered)(const Answer &));
    void finish(const Result<FunctionImage> &result);

    void fetchBase();
    void baseFetched(const Result<HostImage> &base);
    void findDerived();
    void derivedInspected(const Answer &answer);
    void created(const Answer &answer);
    void uploaded(const Answer &answer);
    void committed(const Answer &answer);
    void listStale();
    void staleListed(const Answer &answer);

    DockerClient *m_client;
    const QString m_base;
    ShimProgram m_shim; // our own machine's, until the base image says that it is for another
    const QString m_engineId;
    const QString m_processId;
    QString m_activity;
    QString m_container;
    FunctionImage m_image;
    std::unique_ptr<ImageFetch> m_fetch; // while the base image is looked for
    std::unique_ptr<DockerRequest> m_request;
};

} // namespace Saltern
