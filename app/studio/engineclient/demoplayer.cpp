#include "app/studio/engineclient/demoplayer.h"

#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/liveruns.h"
#include "app/studio/engineclient/timetext.h"
#include "engine/demos/demo.h"

#include <QDir>
#include <QFile>
#include <QJSEngine>
#include <QSaveFile>
#include <QStandardPaths>

namespace Saltern {

namespace {

bool write(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() &&
           file.commit();
}

/// Demos come inside the program; a document is a file. Written anew each time, so that an older
/// version's copy is never shown. Empty when it cannot be written.
QString unpacked(const Demo &demo)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation) +
                           QStringLiteral("/demos/") + demo.name + u'/';
    for (auto file = demo.bundle.files.cbegin(); file != demo.bundle.files.cend(); ++file) {
        if (!write(folder + file.key(), file.value()))
            return {};
    }
    const QString base = folder + demo.name;
    if (!write(base + QStringLiteral(".layout.yaml"), demoLayout(demo.name)) ||
        !write(base + QStringLiteral(".saltern.yaml"), demo.bundle.document))
        return {};
    return base + QStringLiteral(".saltern.yaml");
}

QString failedAct(const QJsonArray &acts)
{
    for (const QJsonValue &value : acts) {
        const QJsonObject act = value.toObject();
        if (!act.value(QLatin1StringView("ok")).toBool())
            return textOf(act, "account").isEmpty() ? textOf(act, "say") : textOf(act, "account");
    }
    return {};
}

} // namespace

QByteArray demoLayout(const QString &demo)
{
    QFile file(QStringLiteral(":/saltern/demos/%1/%1.layout.yaml").arg(demo));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

DemoPlayer::DemoPlayer(QObject *parent) : QObject(parent)
{
    EngineClient &client = EngineClient::instance();
    connect(&client, &EngineClient::demoTold, this, &DemoPlayer::take);
    connect(&client, &EngineClient::stateChanged, this, [this, &client] {
        if (isBusy() && !client.isConnected())
            end(QStringLiteral("failed"),
                tr("The engine went away. It cleans up behind the demo when it is back."));
    });
}

DemoPlayer &DemoPlayer::instance()
{
    static DemoPlayer player(nullptr);
    return player;
}

DemoPlayer *DemoPlayer::create(QQmlEngine *, QJSEngine *)
{
    QJSEngine::setObjectOwnership(&instance(), QJSEngine::CppOwnership);
    return &instance();
}

bool DemoPlayer::isBusy() const
{
    return m_state == QLatin1StringView("starting") || m_state == QLatin1StringView("running") ||
           m_state == QLatin1StringView("stopping");
}

PipelineDocument *DemoPlayer::open(const QString &demo)
{
    const auto loaded = Demo::load(demo);
    const QString path = loaded ? unpacked(*loaded) : QString();
    if (path.isEmpty()) {
        Q_EMIT EngineClient::instance().failed(
            loaded ? tr("The demo %1 cannot be unpacked.").arg(demo) : loaded.error().message,
            tr("Look whether the cache folder of your account can be written."));
        return nullptr;
    }
    PipelineDocument *document = Workspace::instance().open(path);
    if (document)
        document->setReadOnly(true);
    return document;
}

void DemoPlayer::play(const QString &demo)
{
    if (isBusy())
        return;
    EngineClient &client = EngineClient::instance();
    m_document = open(demo);
    if (!m_document)
        return;
    const auto loaded = Demo::load(demo);
    m_demo = demo;
    m_state = QStringLiteral("starting");
    m_sentence = tr("Getting ready");
    m_took.clear();
    m_demoRun.clear();
    m_actsDone = 0;
    m_actCount = loaded ? int(loaded->acts.size()) : 0;
    m_stopWanted = false;
    m_simulated = client.hosts()->connectedCount() == 0;
    m_overlay = LiveRuns::instance().overlay(m_document);
    m_overlay->beginDemo(m_simulated);
    m_time.start();
    Q_EMIT changed();
    client.ask(
        QStringLiteral("demos.run"),
        {{QStringLiteral("demo"), demo}, {QStringLiteral("simulated"), m_simulated}},
        this,
        [this](const QJsonObject &answer) {
            m_demoRun = textOf(answer, "demoRun");
            if (m_state == QLatin1StringView("starting"))
                m_state = QStringLiteral("running");
            if (m_stopWanted)
                stop();
            Q_EMIT changed();
        },
        [this](const Error &error) { end(QStringLiteral("failed"), error.toString()); });
}

void DemoPlayer::stop()
{
    if (!isBusy())
        return;
    m_stopWanted = true;
    m_state = QStringLiteral("stopping");
    m_sentence = tr("Cleaning up");
    Q_EMIT changed();
    if (!m_demoRun.isEmpty())
        EngineClient::instance().ask(
            QStringLiteral("demos.cancel"),
            {{QStringLiteral("demoRun"), m_demoRun}},
            this,
            [](const QJsonObject &) {},
            [](const Error &) {});
}

void DemoPlayer::take(const QJsonObject &news)
{
    if (!isBusy() || (!m_demoRun.isEmpty() && textOf(news, "demoRun") != m_demoRun))
        return;
    const QString what = textOf(news, "what");
    if (what == QLatin1StringView("event")) {
        Q_EMIT eventSeen(news);
    } else if (what == QLatin1StringView("act")) {
        takeAct(news);
    } else if (what == QLatin1StringView("finished")) {
        const QString error = textOf(objectOf(news, "error"), "message");
        const bool passed = news.value(QLatin1StringView("passed")).toBool();
        if (m_stopWanted)
            end(QStringLiteral("cancelled"), tr("Stopped; everything it started is gone."));
        else if (passed)
            end(QStringLiteral("passed"), tr("Everything happened as it should."));
        else
            end(QStringLiteral("failed"),
                error.isEmpty() ? failedAct(arrayOf(news, "acts")) : error);
    } else if (m_overlay) {
        m_overlay->takeChange(news);
    }
}

void DemoPlayer::takeAct(const QJsonObject &act)
{
    m_actsDone = std::max(m_actsDone, int(countOf(act, "index")) + 1);
    if (!m_stopWanted)
        m_sentence = textOf(act, "say");
    Q_EMIT changed();
}

void DemoPlayer::end(const QString &state, const QString &sentence)
{
    m_state = state;
    m_sentence = sentence;
    m_took = durationText(double(m_time.elapsed()));
    m_results.insert(m_demo, {state, m_took});
    if (m_overlay)
        m_overlay->endDemo();
    Q_EMIT changed();
    Q_EMIT finished(m_demo, state == QLatin1StringView("passed"));
}

bool DemoPlayer::isDemo(PipelineDocument *document) const
{
    return document && document->isReadOnly();
}

QString DemoPlayer::resultOf(const QString &demo) const
{
    return m_results.value(demo).first;
}

QString DemoPlayer::timeOf(const QString &demo) const
{
    return m_results.value(demo).second;
}

} // namespace Saltern
