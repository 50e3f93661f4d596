#include "engine/docker/tlsconfiguration.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

namespace Saltern {

namespace {

Result<QByteArray> readPem(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(file.exists() ? ErrorKind::PermissionDenied : ErrorKind::BadInput,
                    QStringLiteral("The TLS file %1 cannot be read.").arg(path),
                    QStringLiteral("A TLS folder holds ca.pem, cert.pem and key.pem."),
                    file.errorString());
    return file.readAll();
}

Result<QList<QSslCertificate>> readCertificates(const QString &path)
{
    const auto pem = readPem(path);
    if (!pem)
        return fail(pem.error());
    const auto certificates = QSslCertificate::fromData(*pem, QSsl::Pem);
    if (certificates.isEmpty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("%1 holds no certificate.").arg(path),
                    QStringLiteral("It must be in PEM form."));
    return certificates;
}

Result<QSslKey> readKey(const QString &path)
{
    const auto pem = readPem(path);
    if (!pem)
        return fail(pem.error());
    // Qt wants the algorithm named, and the file need not say it.
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        const QSslKey key(*pem, algorithm, QSsl::Pem, QSsl::PrivateKey);
        if (!key.isNull())
            return key;
    }
    return fail(ErrorKind::BadInput,
                QStringLiteral("%1 holds no private key that can be used.").arg(path),
                QStringLiteral("It must be an RSA or EC key in PEM form without a passphrase."));
}

} // namespace

Result<QSslConfiguration> tlsConfiguration(const DockerEndpoint &endpoint)
{
    const auto authorities = readCertificates(endpoint.caFile);
    if (!authorities)
        return fail(authorities.error());
    const auto certificates = readCertificates(endpoint.certificateFile);
    if (!certificates)
        return fail(certificates.error());
    const auto key = readKey(endpoint.keyFile);
    if (!key)
        return fail(key.error());
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(*authorities);
    configuration.setLocalCertificateChain(*certificates);
    configuration.setPrivateKey(*key);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    return configuration;
}

} // namespace Saltern
