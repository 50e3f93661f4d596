#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QByteArray document =
    "saltern: 1\n"
    "pipeline: k\n"
    "nodes:\n"
    "  hook: { kind: webhook@1, path: k, token: \"{{ secret.TST_RING }}\" }\n"
    "wires: []\n";

// In a session bus of its own, so that nobody's keyring is touched.
const QByteArray ring =
    "(printf pw | gnome-keyring-daemon --foreground --unlock --components=secrets >keyring.log "
    "2>&1 & echo $! >keyring.pid)\n"
    // Else the bus starts a second one, which finds a keyring that is only being made.
    "until dbus-send --session --print-reply --dest=org.freedesktop.DBus /"
    " org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true; do\n"
    "  sleep 0.1\n"
    "done\n"
    "for i in 1 2 3 4 5 6 7 8 9 10; do\n"
    "  printf from-the-ring | secret-tool store --label x server saltern user TST_RING"
    " type plaintext && break\n"
    "  sleep 0.5\n"
    "done\n";

const QByteArray session =
    ring + "\"$1\" run k.saltern.yaml --state state --webhooks 127.0.0.1:0 --for 1s\n"
           "code=$?\n"
           "kill \"$(cat keyring.pid)\"\n"
           "exit $code\n";

// The folder that is served gets the document when the engine runs already.
const QByteArray later =
    ring + "mkdir served\n"
           "\"$1\" serve served --state state --webhooks 127.0.0.1:0 >engine.log 2>&1 &\n"
           "engine=$!\n"
           "until [ -S state/control.sock ]; do sleep 0.1; done\n"
           "mv k.saltern.yaml served/\n"
           "until grep -qE 'deployed|refused' engine.log; do sleep 0.1; done\n"
           "kill $engine\n"
           "wait $engine\n"
           "cat engine.log\n"
           "kill \"$(cat keyring.pid)\"\n"
           "grep -q deployed engine.log\n";

// One that is attached to `run` deploys a document while the engine runs.
const QByteArray attached =
    ring +
    "printf 'saltern: 1\\npipeline: first\\nnodes: {go: {kind: manual@1}}\\n' > f.saltern.yaml\n"
    "\"$1\" run f.saltern.yaml --state state --webhooks 127.0.0.1:0 >engine.log 2>&1 &\n"
    "engine=$!\n"
    "until [ -S state/control.sock ]; do sleep 0.1; done\n"
    "(cat deploy.jsonl; until [ -s answer.jsonl ]; do sleep 0.1; done) |"
    " \"$1\" attach --state state >answer.jsonl\n"
    "kill $engine\n"
    "wait $engine\n"
    "cat engine.log answer.jsonl\n"
    "kill \"$(cat keyring.pid)\"\n"
    "grep -q '\"deployed\":true' answer.jsonl\n";

bool hasKeyring()
{
    const auto isThere = [](const char *tool) {
        return !QStandardPaths::findExecutable(QString::fromLatin1(tool)).isEmpty();
    };
    return isThere("dbus-run-session") && isThere("dbus-send") && isThere("gnome-keyring-daemon") &&
           isThere("secret-tool");
}

} // namespace

/// Secrets from the desktop's keyring, with a real Secret Service where there is one.
class TestKeyring : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void found();
    void foundForWhatIsDeployedLater();
    void foundForWhatRunIsGivenLater();
    void goesOnWithoutASession();

private:
    bool run(const QString &program, const QStringList &arguments, bool inSession);
    void write(const QString &name, const QByteArray &content) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_said;
};

void TestKeyring::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    write(u"k.saltern.yaml"_s, document);
    write(u"session.sh"_s, session);
}

void TestKeyring::write(const QString &name, const QByteArray &content) const
{
    QFile file(m_folder->filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

bool TestKeyring::run(const QString &program, const QStringList &arguments, bool inSession)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
    environment.remove(u"DISPLAY"_s);
    for (const QString &name : {u"HOME"_s, u"XDG_RUNTIME_DIR"_s, u"XDG_CONFIG_HOME"_s})
        environment.insert(name, m_folder->path());
    if (inSession) {
        for (const QString &name : {u"XDG_DATA_HOME"_s, u"XDG_CACHE_HOME"_s})
            environment.insert(name, m_folder->path());
    }
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_folder->path());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool ended = process.waitForFinished(60'000);
    m_said = process.readAll();
    return ended && process.exitCode() == 0;
}

void TestKeyring::found()
{
    if (!hasKeyring())
        QSKIP("gnome-keyring, libsecret-tools or dbus-daemon is not installed");
    QVERIFY2(run(u"dbus-run-session"_s,
                 {u"--"_s, u"sh"_s, u"session.sh"_s, QStringLiteral(SALTERN_PROGRAM)},
                 true),
             m_said.constData());
    QVERIFY2(m_said.contains("Webhooks are received at"), m_said.constData());
}

void TestKeyring::foundForWhatIsDeployedLater()
{
    if (!hasKeyring())
        QSKIP("gnome-keyring, libsecret-tools or dbus-daemon is not installed");
    write(u"later.sh"_s, later);
    QVERIFY2(run(u"dbus-run-session"_s,
                 {u"--"_s, u"sh"_s, u"later.sh"_s, QStringLiteral(SALTERN_PROGRAM)},
                 true),
             m_said.constData());
}

void TestKeyring::foundForWhatRunIsGivenLater()
{
    if (!hasKeyring())
        QSKIP("gnome-keyring, libsecret-tools or dbus-daemon is not installed");
    const QJsonObject bundle{{u"name"_s, u"k.saltern.yaml"_s},
                             {u"document"_s, QString::fromUtf8(document)},
                             {u"files"_s, QJsonObject()}};
    const QJsonObject call{{u"jsonrpc"_s, u"2.0"_s},
                           {u"id"_s, 1},
                           {u"method"_s, u"pipelines.deploy"_s},
                           {u"params"_s, QJsonObject{{u"bundle"_s, bundle}}}};
    write(u"deploy.jsonl"_s, QJsonDocument(call).toJson(QJsonDocument::Compact) + '\n');
    write(u"attached.sh"_s, attached);
    QVERIFY2(run(u"dbus-run-session"_s,
                 {u"--"_s, u"sh"_s, u"attached.sh"_s, QStringLiteral(SALTERN_PROGRAM)},
                 true),
             m_said.constData());
}

void TestKeyring::goesOnWithoutASession()
{
    QVERIFY(!run(QStringLiteral(SALTERN_PROGRAM),
                 {u"run"_s, u"k.saltern.yaml"_s, u"--state"_s, u"state"_s},
                 false));
    QVERIFY2(m_said.contains("The secret TST_RING is not set."), m_said.constData());
}

QTEST_GUILESS_MAIN(TestKeyring)
#include "tst_keyring.moc"
