#include "tests/integration/enginerig.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QLocalSocket>
#include <QTimer>

namespace Saltern {

using namespace std::chrono_literals;

Result<DockerResponse> finishRequest(DockerRequest &request)
{
    // An event loop of its own: QTest's waiting sleeps 10 ms at a time, and there are many
    // requests.
    QEventLoop loop;
    std::optional<Result<DockerResponse>> outcome;
    QObject::connect(
        &request, &DockerRequest::finished, &loop, [&](const Result<DockerResponse> &result) {
            outcome = result;
            loop.quit();
        });
    QTimer::singleShot(60s, &loop, &QEventLoop::quit);
    request.start();
    loop.exec();
    if (!outcome)
        return fail(ErrorKind::Internal, QStringLiteral("finished() never came"));
    return *outcome;
}

EngineRig::EngineRig(const QString &endpoint, const QString &tlsFolder)
    : m_client(DockerEndpoint::parse(endpoint, tlsFolder).value())
{
}

EngineRig::~EngineRig()
{
    removeAll();
}

Result<DockerResponse> EngineRig::call(const QByteArray &method,
                                       const QString &path,
                                       const QUrlQuery &query,
                                       const QJsonObject &body)
{
    const auto request = m_client.request(method, path, query);
    if (!body.isEmpty())
        request->setJson(body);
    return finishRequest(*request);
}

QString EngineRig::create(const QStringList &command, const QJsonObject &more)
{
    QJsonObject body{{QStringLiteral("Image"), QStringLiteral("busybox:1.36")},
                     {QStringLiteral("Cmd"), QJsonArray::fromStringList(command)},
                     {QStringLiteral("HostConfig"),
                      QJsonObject{{QStringLiteral("NetworkMode"), QStringLiteral("none")}}}};
    for (auto it = more.begin(); it != more.end(); ++it)
        body.insert(it.key(), it.value());
    const auto created = call("POST", QStringLiteral("/containers/create"), {}, body);
    if (!created) {
        qWarning("%s", qUtf8Printable(created.error().toString()));
        return {};
    }
    m_created += created->object().value(QLatin1StringView("Id")).toString();
    return m_created.constLast();
}

QString EngineRig::run(const QStringList &command, const QJsonObject &more)
{
    const QString id = create(command, more);
    return !id.isEmpty() && act(id, QStringLiteral("start")) ? id : QString();
}

bool EngineRig::act(const QString &id, const QString &verb)
{
    const auto done = call("POST", QStringLiteral("/containers/%1/%2").arg(id, verb));
    if (!done)
        qWarning("%s", qUtf8Printable(done.error().toString()));
    return done.has_value();
}

bool EngineRig::remove(const QString &id)
{
    m_created.removeAll(id);
    return call("DELETE",
                QStringLiteral("/containers/") + id,
                dockerQuery({{QStringLiteral("force"), QStringLiteral("1")}}))
        .has_value();
}

void EngineRig::removeAll()
{
    for (const QString &id : QStringList(m_created))
        remove(id);
}

int EngineRig::burst(const QString &id, int count)
{
    const QByteArray body = R"({"Cmd":["true"]})";
    const QByteArray request =
        "POST /v1.41/containers/" + id.toLatin1() +
        "/exec HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nContent-Length: " +
        QByteArray::number(body.size()) + "\r\n\r\n" + body;
    QLocalSocket socket;
    socket.connectToServer(m_client.endpoint().path);
    constexpr int batch = 100;
    int made = 0;
    for (int asked = 0; asked < count; asked += batch) {
        const int now = std::min(batch, count - asked);
        socket.write(request.repeated(now));
        QByteArray answers;
        int answered = 0;
        while (answered < now && socket.waitForReadyRead(60'000)) {
            answers += socket.readAll();
            answered = static_cast<int>(answers.count("HTTP/1.1 201 "));
        }
        made += answered;
        if (answered < now)
            break;
    }
    return made;
}

} // namespace Saltern
