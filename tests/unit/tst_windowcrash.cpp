#include "tests/unit/killing.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr int events = 2000;
constexpr int keys = 10;
constexpr int atOnce = 10;
constexpr int kills = 8;

QSet<QByteArray> collections(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QList<QByteArray> lines = file.readAll().split('\n');
    QSet<QByteArray> set(lines.begin(), lines.end());
    set.remove(QByteArray());
    return set;
}

/// What an engine that nobody kills collects.
QSet<QByteArray> wanted()
{
    QList<QByteArray> open(keys);
    QSet<QByteArray> full;
    for (int number = 1; number <= events; ++number) {
        QByteArray &line = open[number % keys];
        line += (line.isEmpty() ? "" : " ") + QByteArray::number(number);
        if (line.count(' ') == atOnce - 1)
            full.insert(std::exchange(line, {}));
    }
    return full;
}

} // namespace

/// An engine that is killed again and again while its window collects events loses none of them,
/// counts none twice and makes none up.
class TestWindowCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesKills();
};

void TestWindowCrash::survivesKills()
{
    QTemporaryDir folder;
    const QString effects = folder.filePath(u"effects"_s);
    const QStringList arguments{
        folder.filePath(u"journal.sqlite"_s), effects, QString::number(events)};
    const int all = int(wanted().size());
    QVERIFY(
        Saltern::Test::killAgainAndAgain(u"" WINDOW_ENGINE ""_s, arguments, kills, [&](int kill) {
            // At another point of the work each time.
            return collections(effects).size() >= kill * all / (kills + 1);
        }));
    QCOMPARE(collections(effects), wanted());
}

QTEST_GUILESS_MAIN(TestWindowCrash)
#include "tst_windowcrash.moc"
