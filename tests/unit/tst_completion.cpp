#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// What a person gets who presses Tab: in a real bash at a terminal, and in a real fish and zsh
/// where they are installed.
class TestCompletion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void bash_data();
    void bash();
    void fish_data();
    void fish();
    void zshReadsItsScript();
    void offersNothingWhereNothingFits_data();
    void offersNothingWhereNothingFits();
    void unknownShells();

private:
    QByteArray
    run(const QString &program, const QStringList &arguments, const QByteArray &input = {});
    QByteArrayList typeIntoBash();
    QByteArray offered(const QStringList &words);

    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArrayList m_typed;
    QByteArrayList m_lines; // what became of them
};

namespace {

bool isMissing(const QString &program)
{
    return QStandardPaths::findExecutable(program).isEmpty();
}

} // namespace

void TestCompletion::initTestCase()
{
    QVERIFY(QDir(m_folder.path()).mkpath(u"pipelines"_s));
    QVERIFY(QDir(m_folder.path()).mkpath(u"saltern"_s));
    for (const char *name : {"shop.saltern.yaml", "pipelines/site.saltern.yaml"}) {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QFile hosts(m_folder.filePath(u"saltern/hosts.yaml"_s));
    QVERIFY(hosts.open(QIODevice::WriteOnly));
    hosts.write("hosts:\n  edge-1: { endpoint: tcp://127.0.0.1:1 }\n"
                "  web-1: { endpoint: tcp://127.0.0.1:2 }\n");
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QString programs = QFileInfo(QStringLiteral(SALTERN_PROGRAM)).path();
    environment.insert(u"PATH"_s, programs + u':' + environment.value(u"PATH"_s));
    for (const QString &name : {u"HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s})
        environment.insert(name, m_folder.path());
    environment.insert(u"TERM"_s, u"dumb"_s);
    environment.remove(u"DOCKER_CONFIG"_s);
    m_process.setProcessEnvironment(environment);
    m_process.setWorkingDirectory(m_folder.path());
}

QByteArray
TestCompletion::run(const QString &program, const QStringList &arguments, const QByteArray &input)
{
    m_process.start(program, arguments);
    m_process.write(input);
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(60'000))
        QTest::qFail("it does not end", __FILE__, __LINE__);
    return m_process.readAllStandardOutput();
}

void TestCompletion::bash_data()
{
    QTest::addColumn<QByteArray>("typed");
    QTest::addColumn<QByteArray>("becomes");
    const auto row = [this](const char *name, const char *typed, const char *becomes) {
        m_typed += typed;
        QTest::newRow(name) << m_typed.constLast() << QByteArray(becomes);
    };
    row("a command", "saltern vali", "saltern validate ");
    row("one below", "saltern hosts re", "saltern hosts remove ");
    row("an option", "saltern run --obs", "saltern run --observe ");
    row("an option of a group", "saltern replay x --fr", "saltern replay x --from ");
    row("a file", "saltern run sh", "saltern run shop.saltern.yaml ");
    row("another file", "saltern run a b sh", "saltern run a b shop.saltern.yaml ");
    row("a file in a folder", "saltern run pipe", "saltern run pipelines/");
    row("a file behind an option",
        "saltern run --json sh",
        "saltern run --json shop.saltern.yaml ");
    row("a folder", "saltern serve pi", "saltern serve pipelines/");
    row("a folder behind an option", "saltern run --state pi", "saltern run --state pipelines/");
    row("no file for a folder", "saltern serve sh", "saltern serve sh");
    row("a host", "saltern hosts remove w", "saltern hosts remove web-1 ");
    row("a target", "saltern cmd e", "saltern cmd edge-1 ");
    row("an action", "saltern cmd edge-1 resta", "saltern cmd edge-1 restart ");
    row("a kind", "saltern schema --kind docker.", "saltern schema --kind docker.event ");
    row("a state", "saltern runs list --only fa", "saltern runs list --only failed ");
    row("a state behind =", "saltern runs list --only=fa", "saltern runs list --only=failed ");
    row("behind a colon", "saltern hosts add x context:d", "saltern hosts add x context:default ");
    row("a scheme", "saltern hosts add x ss", "saltern hosts add x ssh://");
    row("a shell", "saltern completion z", "saltern completion zsh ");
    row("nothing fits", "saltern hosts zz", "saltern hosts zz");
    row("not for an argument that is not there",
        "saltern hosts remove a w",
        "saltern hosts remove a w");
}

// In one session for all rows. Ctrl+G prints the line as it is then, and empties it. No key of the
// terminal itself is used: they act while bash is not reading yet, at once and not in their turn.
QByteArrayList TestCompletion::typeIntoBash()
{
    QByteArray session =
        "PS1=; source <(saltern completion bash)\n"
        "bind -x '\"\\C-g\": printf \"<%s>\\n\" \"$READLINE_LINE\"; READLINE_LINE='\n";
    for (const QByteArray &typed : std::as_const(m_typed))
        session += typed + "\t\a";
    const QByteArray said =
        run(u"script"_s,
            {u"--quiet"_s, u"--command"_s, u"bash --norc --noprofile -i"_s, u"/dev/null"_s},
            session + "exit\n");
    QByteArrayList lines;
    auto found = QRegularExpression(u"^<(.*)>\\r?$"_s, QRegularExpression::MultilineOption)
                     .globalMatch(QString::fromUtf8(said));
    while (found.hasNext())
        lines += found.next().captured(1).toUtf8();
    return lines;
}

void TestCompletion::bash()
{
    QFETCH(QByteArray, typed);
    if (m_lines.isEmpty())
        m_lines = typeIntoBash();
    QCOMPARE(m_lines.size(), m_typed.size());
    QTEST(m_lines.at(m_typed.indexOf(typed)), "becomes");
}

void TestCompletion::fish_data()
{
    QTest::addColumn<QByteArray>("typed");
    QTest::addColumn<QByteArray>("offered"); // with what is said about each
    QTest::newRow("a command") << QByteArray("saltern vali")
                               << QByteArray(
                                      "validate\tList everything that is wrong with pipelines\n");
    QTest::newRow("a file") << QByteArray("saltern run sh") << QByteArray("shop.saltern.yaml\n");
    QTest::newRow("a folder") << QByteArray("saltern serve pi") << QByteArray("pipelines/\n");
    QTest::newRow("a host") << QByteArray("saltern cmd e") << QByteArray("edge-1\n");
}

void TestCompletion::fish()
{
    if (isMissing(u"fish"_s))
        QSKIP("fish is not installed");
    QFETCH(QByteArray, typed);
    const QByteArray said = run(
        u"fish"_s,
        {u"--no-config"_s,
         u"--command"_s,
         u"saltern completion fish | source; complete -C '%1'"_s.arg(QString::fromUtf8(typed))});
    QTEST(said, "offered");
}

// How zsh completes shows only at its own terminal; that it takes the script shows here.
void TestCompletion::zshReadsItsScript()
{
    if (isMissing(u"zsh"_s))
        QSKIP("zsh is not installed");
    const QByteArray said = run(u"zsh"_s,
                                {u"-f"_s,
                                 u"-c"_s,
                                 u"autoload -Uz compinit && compinit -u -d $HOME/dump && "
                                 "source <(saltern completion zsh) && print $_comps[saltern]"_s});
    QCOMPARE(said, QByteArray("_saltern\n"));
}

QByteArray TestCompletion::offered(const QStringList &words)
{
    return run(QStringLiteral(SALTERN_PROGRAM), QStringList{u"--complete"_s} + words).trimmed();
}

void TestCompletion::offersNothingWhereNothingFits_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("no such command") << QStringList{u"nothing"_s, u"x"_s};
    QTest::newRow("a text") << QStringList{u"send"_s, u"--subject"_s, QString()};
    QTest::newRow("no such option") << QStringList{u"run"_s, u"--nothing=x"_s};
    QTest::newRow("behind --") << QStringList{u"cmd"_s, u"x"_s, u"ps"_s, u"y"_s, u"--"_s, u"-"_s};
}

void TestCompletion::offersNothingWhereNothingFits()
{
    QFETCH(QStringList, words);
    QCOMPARE(offered(words), QByteArray());
    QCOMPARE(m_process.exitCode(), 0);
}

void TestCompletion::unknownShells()
{
    run(QStringLiteral(SALTERN_PROGRAM), {u"completion"_s, u"zhs"_s});
    QCOMPARE(m_process.exitCode(), 2);
    const QByteArray errors = m_process.readAllStandardError();
    QVERIFY2(errors.contains("Did you mean \"zsh\"?"), errors.constData());
}

QTEST_GUILESS_MAIN(TestCompletion)
#include "tst_completion.moc"
