#include "engine/runs/secretstore.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Saltern;

class TestSecretStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void files_data();
    void files();
    void aPipeIsNotWaitedFor();
    void environmentWins();
    void unsetSaysHow();
    void refusesNames_data();
    void refusesNames();
    void masksOnlyWhatWasUsed();

private:
    static void writeSecret(const QString &path, const QByteArray &content, bool open = false);
};

void TestSecretStore::writeSecret(const QString &path, const QByteArray &content, bool open)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    auto permissions = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    if (open)
        permissions |= QFileDevice::ReadOther;
    QVERIFY(file.setPermissions(permissions));
}

void TestSecretStore::files_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("readableByOthers");
    QTest::addColumn<QString>("expected"); // null = refused
    QTest::newRow("plain") << QByteArray("token") << false << QStringLiteral("token");
    QTest::newRow("one line end") << QByteArray("token\n") << false << QStringLiteral("token");
    QTest::newRow("two line ends") << QByteArray("token\n\n") << false << QStringLiteral("token\n");
    QTest::newRow("readable by others") << QByteArray("token") << true << QString();
    QTest::newRow("huge") << QByteArray(64 * 1024 + 1, 'x') << false << QString();
}

void TestSecretStore::files()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, readableByOthers);
    QFETCH(QString, expected);
    QTemporaryDir folder;
    writeSecret(folder.filePath(QStringLiteral("TOKEN")), content, readableByOthers);
    SecretStore store(folder.path());
    const auto value = store.value(QStringLiteral("TOKEN"));
    QCOMPARE(value.has_value(), !expected.isNull());
    if (value)
        QCOMPARE(*value, expected);
    else
        QVERIFY(!value.error().remedy.isEmpty());
}

void TestSecretStore::aPipeIsNotWaitedFor()
{
    QTemporaryDir folder;
    QCOMPARE(::mkfifo(qPrintable(folder.filePath(QStringLiteral("TOKEN"))), 0600), 0);
    QCOMPARE(SecretStore(folder.path()).value(QStringLiteral("TOKEN")).error().kind,
             ErrorKind::BadInput);
}

void TestSecretStore::environmentWins()
{
    QTemporaryDir folder;
    writeSecret(folder.filePath(QStringLiteral("FROM_BOTH")), "file");
    qputenv("SALTERN_SECRET_FROM_BOTH", "environment");
    SecretStore store(folder.path());
    QCOMPARE(store.value(QStringLiteral("FROM_BOTH")).value(), QStringLiteral("environment"));
    qunsetenv("SALTERN_SECRET_FROM_BOTH");
}

void TestSecretStore::unsetSaysHow()
{
    SecretStore store(QStringLiteral("/nonexistent"));
    const auto value = store.value(QStringLiteral("PAGER_URL"));
    QVERIFY(!value);
    QCOMPARE(value.error().kind, ErrorKind::NotFound);
    QVERIFY(value.error().remedy.contains(QStringLiteral("SALTERN_SECRET_PAGER_URL")));
    QVERIFY(value.error().remedy.contains(QStringLiteral("/nonexistent/PAGER_URL")));
}

void TestSecretStore::refusesNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << QString();
    QTest::newRow("path") << QStringLiteral("../../etc/shadow");
    QTest::newRow("blank") << QStringLiteral("A B");
    QTest::newRow("not ASCII") << QStringLiteral("ÄPFEL");
    QTest::newRow("long") << QString(129, u'A');
}

void TestSecretStore::refusesNames()
{
    QFETCH(QString, name);
    SecretStore store(QStringLiteral("/"));
    QCOMPARE(store.value(name).error().kind, ErrorKind::BadInput);
}

void TestSecretStore::masksOnlyWhatWasUsed()
{
    QTemporaryDir folder;
    writeSecret(folder.filePath(QStringLiteral("LONG")), "hunter2");
    writeSecret(folder.filePath(QStringLiteral("SHORT")), "ab");
    SecretStore store(folder.path());
    const QString text = QStringLiteral("password hunter2, about cabs");
    QCOMPARE(store.redacted(text), text);
    QVERIFY(store.value(QStringLiteral("LONG")));
    QVERIFY(store.value(QStringLiteral("SHORT")));
    QCOMPARE(store.redacted(text), QStringLiteral("password ***, about cabs"));
}

QTEST_GUILESS_MAIN(TestSecretStore)
#include "tst_secretstore.moc"
