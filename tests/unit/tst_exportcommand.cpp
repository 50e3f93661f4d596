#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

struct Outcome
{
    int exitCode = -1;
    QString output;
    QString errors;
};

// `idle` has an error and a file that is not there; nothing leads to it.
const QByteArray document = R"(saltern: 1
pipeline: p
nodes:
  died: { kind: docker.event@1, action: die }
  note: { kind: log@1, message: "{{ event.type }}" }
  idle: { kind: function@1, handler: nowhere.py }
  off: { kind: docker.event@1, action: start, disabled: true }
  broken: { kind: filter@1 }
wires: [died -> note, off -> idle, idle -> broken]
)";

} // namespace

/// `saltern export`, the program itself.
class TestExportCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesOutWhatNothingLeadsTo();
    void refusesWhatWouldRun();
    void hostsOfAFile();
    void hostsOfTheStandardFile();
    void badHostsFile();

    void initTestCase();

private:
    QString write(const char *name, const QByteArray &content);
    Outcome run(const QStringList &options);
    QByteArray exported(const char *path);

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
};

// Neither hosts file nor Docker of whoever runs the test.
void TestExportCommand::initTestCase()
{
    m_environment = QProcessEnvironment::systemEnvironment();
    m_environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder.path());
    m_environment.remove(QStringLiteral("DOCKER_HOST"));
}

QString TestExportCommand::write(const char *name, const QByteArray &content)
{
    QFile file(m_folder.filePath(QString::fromLatin1(name)));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s cannot be written", name);
    return file.fileName();
}

Outcome TestExportCommand::run(const QStringList &options)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(QStringLiteral(SALTERN_PROGRAM),
                  QStringList{QStringLiteral("export"),
                              QStringLiteral("salt"),
                              m_folder.filePath(QStringLiteral("p.saltern.yaml")),
                              QStringLiteral("-o"),
                              m_folder.filePath(QStringLiteral("out"))} +
                      options);
    if (!process.waitForFinished(60000))
        return {};
    return {process.exitCode(),
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

QByteArray TestExportCommand::exported(const char *path)
{
    QFile file(m_folder.filePath(QStringLiteral("out/") + QLatin1String(path)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestExportCommand::leavesOutWhatNothingLeadsTo()
{
    write("p.saltern.yaml", document);
    const Outcome done = run({QStringLiteral("--json")});
    QVERIFY2(done.exitCode == 0, qPrintable(done.errors));
    QVERIFY2(done.errors.contains(QLatin1String("no enabled trigger leads to \"broken\"")),
             qPrintable(done.errors));
    QStringList verdicts;
    const QJsonObject report = QJsonDocument::fromJson(done.output.toUtf8()).object();
    const QJsonArray nodes = report.value(QLatin1StringView("nodes")).toArray();
    for (const QJsonValue &node : nodes)
        verdicts += node[QLatin1StringView("node")].toString() + u' ' +
                    node[QLatin1StringView("verdict")].toString();
    const QStringList expected{QStringLiteral("died exact"),
                               QStringLiteral("note exact"),
                               QStringLiteral("idle left out"),
                               QStringLiteral("off left out"),
                               QStringLiteral("broken left out")};
    QCOMPARE(verdicts, expected);
    const QByteArray sls = exported("salt/saltern/reactor/p.sls");
    QVERIFY2(sls.contains("\"note\": {") && !sls.contains("idle"), sls);
    const QByteArray written = exported("REPORT-p.md");
    QVERIFY2(written.contains("| `idle` | function@1 | left out |  |\n"), written);
}

void TestExportCommand::refusesWhatWouldRun()
{
    write("p.saltern.yaml", QByteArray(document).replace("died -> note", "died -> broken"));
    const Outcome done = run({});
    QCOMPARE(done.exitCode, 2);
    QVERIFY2(done.errors.contains(QLatin1String("p.saltern.yaml:")), qPrintable(done.errors));
}

void TestExportCommand::hostsOfAFile()
{
    write("p.saltern.yaml", document);
    const QString hosts =
        write("hosts.yaml",
              "hosts:\n"
              "  far: { endpoint: tcp://10.0.0.5, tls: secrets, labels: { a: b } }\n"
              "  near: { endpoint: unix:///var/run/docker.sock }\n"
              "  login: { endpoint: ssh://me@build }\n");
    const Outcome done = run({QStringLiteral("--hosts"), hosts});
    QVERIFY2(done.exitCode == 0, qPrintable(done.errors));
    QVERIFY2(done.output.contains(QLatin1String("saltern-tls/far")), qPrintable(done.output));
    const QByteArray conf = exported("master.d/saltern-p.conf");
    QVERIFY2(
        conf.endsWith("\nsaltern_hosts:\n"
                      "  \"far\":\n"
                      "    docker: \"tcp://10.0.0.5:2376\"\n"
                      "    # ca.pem, cert.pem and key.pem, beside the master's configuration.\n"
                      "    tls: \"saltern-tls/far\"\n"
                      "    labels:\n"
                      "      \"a\": \"b\"\n"),
        conf);
}

void TestExportCommand::hostsOfTheStandardFile()
{
    write("p.saltern.yaml", document);
    QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("saltern")));
    const QString hosts =
        write("saltern/hosts.yaml", "hosts: { far: { endpoint: tcp://10.0.0.5 } }");
    const Outcome done = run({});
    QVERIFY2(done.exitCode == 0, qPrintable(done.errors));
    QVERIFY2(done.output.contains(
                 QStringLiteral("Hosts: those of %1; far without a minion.\n").arg(hosts)),
             qPrintable(done.output));
    QVERIFY(exported("master.d/saltern-p.conf").contains("saltern_hosts:"));
    const Outcome minions = run({QStringLiteral("--all-minions"), QStringLiteral("--json")});
    QVERIFY2(minions.exitCode == 0, qPrintable(minions.errors));
    QVERIFY(!exported("master.d/saltern-p.conf").contains("saltern_hosts:"));
    const QJsonObject report = QJsonDocument::fromJson(minions.output.toUtf8()).object();
    QCOMPARE(report.value(QLatin1StringView("hostsFile")).toString(), QString());
    QVERIFY(report.value(QLatin1StringView("reachedHosts")).toArray().isEmpty());
    QVERIFY(QFile::remove(hosts));
    QCOMPARE(run({QStringLiteral("--all-minions"), QStringLiteral("--hosts"), hosts}).exitCode, 2);
}

void TestExportCommand::badHostsFile()
{
    write("p.saltern.yaml", document);
    const Outcome done =
        run({QStringLiteral("--hosts"), write("bad.yaml", "hosts: { far: { endpoint: 7x } }\n")});
    QCOMPARE(done.exitCode, 2);
    QVERIFY2(done.errors.contains(QLatin1String("bad.yaml:1:")), qPrintable(done.errors));
}

QTEST_GUILESS_MAIN(TestExportCommand)
#include "tst_exportcommand.moc"
