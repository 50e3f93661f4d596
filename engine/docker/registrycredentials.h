#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QString>

namespace Saltern {

/// What a registry is told about who asks. `header` is the value of X-Registry-Auth (Docker Engine
/// API, "Authentication"): base64url of JSON with a password in it. Never log it.
struct RegistryCredentials
{
    QByteArray header; // empty: nobody has logged in
    QString source;    // where it comes from, for people: a file or a program
};

/// What Docker's configuration (config.json of the docker command) says about a registry.
struct CredentialSource
{
    QString helper;                  // name of the program docker-credential-<helper> to ask
    RegistryCredentials credentials; // what the file itself holds
};

/// The server under which the docker command files a registry: the host, but for Docker Hub.
QString credentialServer(const QString &registry);

/// Reads config.json: `credHelpers` before `credsStore` before `auths`, as the docker command does.
/// `path` is for the texts only.
Result<CredentialSource>
findCredentials(const QByteArray &configJson, const QString &path, const QString &registry);

/// What a credential program wrote to its standard output (docker-credential-helpers, "get").
Result<RegistryCredentials>
credentialsFromHelper(const QByteArray &output, const QString &helper, const QString &registry);

} // namespace Saltern
