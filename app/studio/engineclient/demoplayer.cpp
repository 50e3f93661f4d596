#include "app/studio/engineclient/demoplayer.h"

#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/runoverlay.h"
#include "app/studio/engineclient/timetext.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJSEngine>
#include <QSaveFile>
#include <QStandardPaths>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

// A simulation is over in milliseconds; a person wants to see each event go its way.
constexpr auto simulatedPace = 120ms;
// How long a studio that has just started looks for a Docker engine before it simulates.
constexpr auto hostsAppearWithin = 4s;

bool write(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() &&
           file.commit();
}

/// Demos come inside the program; a document is a file. Written anew each time, with its handlers,
/// layout and tests, so that an older version's copy is never shown. Empty when it cannot be
/// written.
QString unpacked(const QString &demo)
{
    const QString source = QStringLiteral(":/saltern/demos/") + demo + u'/';
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation) +
                           QStringLiteral("/demos/") + demo + u'/';
    QDirIterator files(source, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly) ||
            !write(folder + file.fileName().mid(source.size()), file.readAll()))
            return {};
    }
    return folder + demo + QStringLiteral(".saltern.yaml");
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

DemoPlayer::DemoPlayer(QObject *parent) : Player(QStringLiteral("demo"), parent)
{
    EngineClient &client = EngineClient::instance();
    m_pace.setInterval(simulatedPace);
    connect(&m_pace, &QTimer::timeout, this, &DemoPlayer::takeNext);
    m_hostsAppear.setSingleShot(true);
    m_hostsAppear.setInterval(hostsAppearWithin);
    connect(&m_hostsAppear, &QTimer::timeout, this, [this] { play(std::exchange(m_wanted, {})); });
    connect(client.hosts(), &QAbstractItemModel::rowsInserted, this, &DemoPlayer::lookForHosts);
    connect(client.hosts(), &QAbstractItemModel::dataChanged, this, &DemoPlayer::lookForHosts);
    connect(&client, &EngineClient::demoTold, this, &DemoPlayer::hear);
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

QString DemoPlayer::line() const
{
    if (state() == QLatin1StringView("passed"))
        return tr("Passed in %1. %2").arg(m_took, sentence());
    if (state() == QLatin1StringView("failed"))
        return tr("Failed after %1: %2").arg(m_took, sentence());
    if (!isBusy())
        return sentence();
    return tr("%1 · %2 of %3 · %4")
        .arg(isSimulated() ? tr("No container is started") : tr("On real containers"))
        .arg(m_actsDone)
        .arg(m_actCount)
        .arg(sentence());
}

double DemoPlayer::progress() const
{
    return m_actCount > 0 ? double(m_actsDone) / m_actCount : 0;
}

PipelineDocument *DemoPlayer::open(const QString &demo)
{
    return show(Demo::load(demo), demo);
}

PipelineDocument *DemoPlayer::show(const Result<Demo> &demo, const QString &name)
{
    const QString path = demo ? unpacked(name) : QString();
    if (path.isEmpty()) {
        Q_EMIT EngineClient::instance().failed(
            demo ? tr("The demo %1 cannot be unpacked.").arg(name) : demo.error().message,
            tr("Look whether the cache folder of your account can be written."));
        return nullptr;
    }
    PipelineDocument *document = Workspace::instance().open(path);
    if (document)
        document->setReadOnly(true);
    return document;
}

void DemoPlayer::playSoon(const QString &demo)
{
    m_wanted = demo;
    m_hostsAppear.start();
    open(demo);
    lookForHosts();
}

void DemoPlayer::lookForHosts()
{
    if (m_wanted.isEmpty() || EngineClient::instance().hosts()->connectedCount() == 0)
        return;
    m_hostsAppear.stop();
    play(std::exchange(m_wanted, {}));
}

void DemoPlayer::play(const QString &demo)
{
    if (isBusy())
        return;
    EngineClient &client = EngineClient::instance();
    const auto loaded = Demo::load(demo);
    PipelineDocument *document = show(loaded, demo);
    if (!document) {
        Q_EMIT finished(demo, false);
        return;
    }
    begin(document, client.hosts()->connectedCount() == 0, tr("Getting ready"));
    m_demo = demo;
    m_took.clear();
    m_demoRun.clear();
    m_actsDone = 0;
    m_actCount = int(loaded->acts.size());
    m_stopWanted = false;
    m_whySimulated.clear();
    m_time.start();
    Q_EMIT changed();
    client.ask(
        QStringLiteral("demos.run"),
        {{QStringLiteral("demo"), demo}, {QStringLiteral("simulated"), isSimulated()}},
        this,
        [this](const QJsonObject &answer) {
            m_demoRun = textOf(answer, "demoRun");
            if (m_stopWanted)
                cancel();
            else if (isBusy())
                set(QStringLiteral("running"), sentence());
        },
        [this](const Error &error) { end(QStringLiteral("failed"), error.toString()); });
}

void DemoPlayer::stop()
{
    if (!isBusy() || m_stopWanted)
        return;
    m_stopWanted = true;
    m_pace.stop();
    set(QStringLiteral("stopping"), tr("Cleaning up"));
    // A simulation may have been over long before it was shown.
    const QQueue<QJsonObject> heard = std::exchange(m_heard, {});
    for (const QJsonObject &news : heard) {
        if (textOf(news, "what") == QLatin1StringView("finished"))
            takeEnd(news);
    }
    if (isBusy() && !m_demoRun.isEmpty())
        cancel();
}

void DemoPlayer::cancel()
{
    EngineClient::instance().ask(
        QStringLiteral("demos.cancel"),
        {{QStringLiteral("demoRun"), m_demoRun}},
        this,
        [](const QJsonObject &) {},
        [](const Error &) {});
}

void DemoPlayer::hear(const QJsonObject &news)
{
    if (!isBusy() || (!m_demoRun.isEmpty() && textOf(news, "demoRun") != m_demoRun))
        return;
    if (textOf(news, "what") == QLatin1StringView("simulated")) {
        m_whySimulated = textOf(news, "why");
        becomeSimulated();
        return;
    }
    if (!isSimulated() || m_stopWanted) {
        take(news);
        return;
    }
    m_heard.enqueue(news);
    if (!m_pace.isActive())
        m_pace.start();
}

void DemoPlayer::takeNext()
{
    if (m_heard.isEmpty())
        m_pace.stop();
    else
        take(m_heard.dequeue());
}

void DemoPlayer::take(const QJsonObject &news)
{
    const QString what = textOf(news, "what");
    if (what == QLatin1StringView("act")) {
        takeAct(news);
    } else if (what == QLatin1StringView("finished")) {
        takeEnd(news);
    } else {
        record()->take(news);
        if (overlay())
            overlay()->takeChange(news);
    }
}

void DemoPlayer::takeAct(const QJsonObject &act)
{
    m_actsDone = std::max(m_actsDone, int(countOf(act, "index")) + 1);
    set(state(), m_stopWanted ? sentence() : textOf(act, "say"));
}

void DemoPlayer::takeEnd(const QJsonObject &news)
{
    const QString error = textOf(objectOf(news, "error"), "message");
    QStringList left;
    const QJsonArray leftBehind = arrayOf(news, "leftBehind");
    for (const QJsonValue &thing : leftBehind)
        left.append(thing.toString());
    if (m_stopWanted && !left.isEmpty())
        end(QStringLiteral("failed"),
            tr("Stopped, but not everything could be removed: %1.")
                .arg(left.join(QStringLiteral(", "))));
    else if (m_stopWanted)
        end(QStringLiteral("stopped"),
            isSimulated() ? tr("Stopped.") : tr("Stopped; everything it started is gone."));
    else if (news.value(QLatin1StringView("passed")).toBool())
        end(QStringLiteral("passed"),
            m_whySimulated.isEmpty() ? tr("Everything happened as it should.")
                                     : tr("Played from its recording. %1").arg(m_whySimulated));
    else
        end(QStringLiteral("failed"), error.isEmpty() ? failedAct(arrayOf(news, "acts")) : error);
}

void DemoPlayer::end(const QString &state, const QString &sentence)
{
    m_heard.clear();
    m_took = durationText(double(m_time.elapsed()));
    m_results.insert(m_demo, {state, m_took});
    set(state, sentence);
    Q_EMIT finished(m_demo, state == QLatin1StringView("passed"));
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
