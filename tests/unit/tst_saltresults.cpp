// What a function writes becomes the same exit events by Saltern's reader and by the exported one.

#include "engine/functions/handlerresult.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;

class tst_SaltResults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void results_data();
    void results();
};

void tst_SaltResults::results_data()
{
    QTest::addColumn<QByteArray>("written");
    for (const char *written : {"",
                                " \r\n\t",
                                "{}",
                                "{\"a\":1}",
                                "{\"a\":1}{\"b\":[2]}\n",
                                "{\"a\":1} [2] \"x\" 3 true null\n",
                                "[1]2",
                                "\"x\"1",
                                "12\"x\"",
                                "1[2]",
                                "truefalse",
                                "{\"a\":1} and more",
                                "]",
                                "{\"a\":",
                                "NaN",
                                "plain text",
                                "plain text\n",
                                "plain text\r\n",
                                "two\nlines\n\n",
                                "a return\r",
                                "\"a \\\" quote\"",
                                "str\xc3\xa4\xc3\x9f"
                                "e \xf0\x9f\x98\x80\n",
                                "{\"t\": \"\xf0\x9f\x98\x80 \\u0000 \\ud83d\\ude00\"}"})
        QTest::newRow(QByteArray(written).toPercentEncoding(" {}[]\":,").constData())
            << QByteArray(written);
}

void tst_SaltResults::results()
{
    QFETCH(QByteArray, written);
    QTemporaryDir folder;
    QVERIFY(QFile::copy(QStringLiteral(":/saltern/salt/salt/_utils/saltern_function.py"),
                        folder.filePath(QStringLiteral("saltern_function.py"))));
    QProcess process;
    process.setWorkingDirectory(folder.path());
    process.start(QStringLiteral("/usr/bin/python3"),
                  {QStringLiteral("-Bc"),
                   QStringLiteral("import json, sys, saltern_function as f\n"
                                  "print(json.dumps(f._values(sys.stdin.buffer.read(), {})))")});
    process.write(written);
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished(120'000));
    const QByteArray printed = process.readAllStandardOutput();
    QVERIFY2(!printed.isEmpty(), process.readAllStandardError().right(2000));
    QJsonArray expected;
    const std::vector<QJsonObject> values = readHandlerResult(written);
    for (const QJsonObject &value : values)
        expected.append(value);
    QCOMPARE(QJsonDocument::fromJson(printed).toJson(), QJsonDocument(expected).toJson());
}

QTEST_GUILESS_MAIN(tst_SaltResults)
#include "tst_saltresults.moc"
