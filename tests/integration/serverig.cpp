#include "tests/integration/serverig.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace Saltern {

using namespace Qt::StringLiterals;

ServeRig::ServeRig()
{
    QDir(m_folder.path()).mkdir(u"pipelines"_s);
    m_environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.path());
}

ServeRig::~ServeRig()
{
    m_client.reset();
    if (m_process && m_process->state() == QProcess::Running) {
        m_process->terminate();
        if (!m_process->waitForFinished(60'000))
            m_process->kill();
        m_process->waitForFinished();
    }
}

bool ServeRig::write(const QString &name, const QByteArray &nodesAndWires)
{
    QFile file(m_folder.filePath(u"pipelines/%1.saltern.yaml"_s.arg(name)));
    if (!file.open(QIODevice::WriteOnly))
        return false;
    return file.write("saltern: 1\npipeline: " + name.toUtf8() + '\n' + nodesAndWires) > 0;
}

bool ServeRig::start(const QString &endpoint, const QStringList &more)
{
    m_client.reset();
    m_said.clear();
    m_rest.clear();
    const QString host = endpoint.isEmpty() ? u"unix://%1"_s.arg(path(u"no.sock"_s)) : endpoint;
    QStringList words = m_wrapper +
                        QStringList{u"" SALTERN_PROGRAM ""_s,
                                    u"serve"_s,
                                    path(u"pipelines"_s),
                                    u"--json"_s,
                                    u"--webhooks"_s,
                                    u"127.0.0.1:0"_s,
                                    u"--state"_s,
                                    state(),
                                    u"--socket"_s,
                                    path(u"s"_s),
                                    u"--host"_s,
                                    u"lab="_s + host} +
                        more;
    m_process = std::make_unique<QProcess>();
    m_process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process->setProcessEnvironment(m_environment);
    const QString program = words.takeFirst();
    m_process->start(program, words);
    if (!m_process->waitForStarted())
        return false;
    m_client = std::make_unique<ControlClient>(ControlEndpoint::socket(path(u"s"_s)));
    m_client->open();
    const bool answers = QTest::qWaitFor(
        [&] { return m_process->state() != QProcess::Running || !call(u"status"_s).isEmpty(); },
        60'000);
    return answers && m_process->state() == QProcess::Running &&
           (endpoint.isEmpty() || waitForHost());
}

bool ServeRig::waitForHost()
{
    return QTest::qWaitFor(
        [&] {
            const QJsonObject host =
                call(u"hosts.list"_s).value(u"hosts"_s).toArray().first().toObject();
            return host.value(u"state"_s).toString() == u"connected"_s;
        },
        60'000);
}

bool ServeRig::terminate()
{
    m_process->terminate();
    return m_process->waitForFinished(60'000) && m_process->exitCode() == 0;
}

bool ServeRig::kill()
{
    m_process->kill();
    return m_process->waitForFinished(60'000);
}

QJsonObject ServeRig::call(const QString &method, const QJsonObject &params)
{
    std::optional<Result<QJsonValue>> answer;
    const QObject context;
    QObject::connect(m_client->call(method, params),
                     &PendingCall::finished,
                     &context,
                     [&](const auto &got) { answer = got; });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 60'000))
        return {};
    m_error = *answer ? Error() : answer->error();
    return *answer ? (*answer)->toObject() : QJsonObject();
}

const QList<QJsonObject> &ServeRig::said()
{
    QCoreApplication::processEvents();
    m_rest += m_process->readAllStandardOutput();
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
        m_said += QJsonDocument::fromJson(m_rest.left(end)).object();
        m_rest.remove(0, end + 1);
    }
    return m_said;
}

QList<QJsonObject> ServeRig::said(const QString &what)
{
    QList<QJsonObject> found;
    for (const QJsonObject &line : said()) {
        if (line.value(u"what"_s).toString() == what)
            found += line;
    }
    return found;
}

QString ServeRig::webhooks()
{
    const QList<QJsonObject> lines = said(u"webhooks"_s);
    return lines.isEmpty() ? QString() : lines.constLast().value(u"address"_s).toString();
}

qint64 ServeRig::residentKb() const
{
    QFile status(u"/proc/%1/status"_s.arg(pid()));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').constFirst().toLongLong();
    }
    return 0;
}

} // namespace Saltern
