#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/hostlistmodel.h"
#include "app/studio/settings/actionregistry.h"
#include "app/studio/settings/preferences.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QQmlProperty>
#include <QStyleHints>
#include <QTest>

using namespace Saltern;

namespace {

constexpr QSize size(1024, 680);
constexpr int visible = 24;          // of 255, in one channel: less is the rounding of a blend
constexpr double mayDiffer = 0.0005; // of all pixels: some letters of one word

const QDir references(QStringLiteral(SALTERN_PICTURES));
const QDir artefacts(QStringLiteral(SALTERN_PICTURE_ARTEFACTS));

bool differs(QRgb one, QRgb other)
{
    return std::abs(qRed(one) - qRed(other)) > visible ||
           std::abs(qGreen(one) - qGreen(other)) > visible ||
           std::abs(qBlue(one) - qBlue(other)) > visible;
}

/// The share of the pixels that look different, and where they are, in red.
double difference(const QImage &one, const QImage &other, QImage *where = nullptr)
{
    if (one.size() != other.size())
        return 1;
    QImage marked =
        one.convertToFormat(QImage::Format_Grayscale8).convertToFormat(QImage::Format_RGB32);
    qint64 count = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x) {
            if (!differs(one.pixel(x, y), other.pixel(x, y)))
                continue;
            ++count;
            marked.setPixel(x, y, qRgb(255, 0, 0));
        }
    }
    if (where)
        *where = marked;
    return double(count) / (double(one.width()) * one.height());
}

/// Without differences that the comparison does not see: the file is a third smaller.
QImage coarse(QImage picture)
{
    const auto round = [](int value) { return std::min(255, (value + 4) / 8 * 8); };
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const QRgb pixel = picture.pixel(x, y);
            picture.setPixel(
                x, y, qRgb(round(qRed(pixel)), round(qGreen(pixel)), round(qBlue(pixel))));
        }
    }
    return picture;
}

bool save(const QImage &picture, const QString &path)
{
    return QDir().mkpath(QFileInfo(path).path()) && picture.save(path, "PNG", 0);
}

} // namespace

/// The most important screens look as they did when somebody last looked at them.
class TestAppPictures : public QObject
{
    Q_OBJECT

public:
    // The same times and numbers wherever it runs.
    static void initMain()
    {
        qputenv("TZ", "UTC");
        qputenv("LC_ALL", "C.UTF-8");
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase() { m_app.reset(); }

    void theComparisonSeesWhatAPersonWould();
    void looksAsAccepted_data();
    void looksAsAccepted();

private:
    QImage picture(const QString &page);

    std::unique_ptr<StudioApp> m_app;
};

void TestAppPictures::initTestCase()
{
    QGuiApplication::styleHints()->setCursorFlashTime(0);
    m_app = std::make_unique<StudioApp>();
    m_app->window().resize(size);
    QTRY_COMPARE(EngineClient::instance().hosts()->connectedCount(), 2);
    // Without a file: where it lies would be in the picture.
    QFile file(QStringLiteral(SALTERN_PICTURED_PIPELINE));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(Workspace::instance().newPipeline()->setYaml(QString::fromUtf8(file.readAll())));
}

QImage TestAppPictures::picture(const QString &page)
{
    [[maybe_unused]] const bool alone = QTest::qWaitFor([this] { return !m_app->frontmost(); });
    m_app->go(page == u"export" ? QStringLiteral("design") : page);
    if (page == u"export")
        ActionRegistry::instance().trigger(QStringLiteral("file.export"));
    // How fast the engine answers is another matter each time: this ends the binding.
    if (QQuickItem *chip = m_app->item(QStringLiteral("engineChip")))
        QQmlProperty::write(chip, QStringLiteral("text"), QStringLiteral("engine · local · 1 ms"));
    // Still for a moment: what is asked of the engine has come, what is laid out has its place.
    QImage last;
    int same = 0;
    [[maybe_unused]] const bool still = QTest::qWaitFor([&] {
        QTest::qWait(60);
        const QImage now = m_app->window().grabWindow();
        same = now == last ? same + 1 : 0;
        last = now;
        return same >= 4;
    });
    if (page == u"export")
        m_app->key(Qt::Key_Escape);
    return last.convertToFormat(QImage::Format_RGB32);
}

void TestAppPictures::theComparisonSeesWhatAPersonWould()
{
    QImage one(size, QImage::Format_RGB32);
    one.fill(QColor(20, 30, 40));
    QImage other = one;
    QCOMPARE(difference(one, other), 0.0);
    other.fill(QColor(20 + visible, 30, 40));
    QCOMPARE(difference(one, other), 0.0);
    other = one;
    for (int i = 0; i < 24 * 24; ++i) // an icon that is gone
        other.setPixel(100 + i % 24, 100 + i / 24, qRgb(200, 200, 200));
    QVERIFY(difference(one, other) > mayDiffer);
    QCOMPARE(difference(one, other.scaled(10, 10)), 1.0);
}

void TestAppPictures::looksAsAccepted_data()
{
    QTest::addColumn<QString>("page");
    QTest::addColumn<QString>("theme");
    for (const char *theme : {"dark", "light"}) {
        for (const char *page : {"home", "design", "runs", "export"})
            QTest::addRow("%s-%s", page, theme)
                << QString::fromLatin1(page) << QString::fromLatin1(theme);
    }
}

void TestAppPictures::looksAsAccepted()
{
    QFETCH(QString, page);
    QFETCH(QString, theme);
    Preferences::instance().setTheme(theme);
    const QString name = QStringLiteral("%1-%2.png").arg(page, theme);
    const QString reference = references.filePath(name);
    const QImage now = picture(page);
    if (qEnvironmentVariableIsSet("SALTERN_ACCEPT_PICTURES"))
        QVERIFY2(save(coarse(now), reference), qPrintable(reference));
    QImage where;
    const QImage accepted(reference);
    const double share = accepted.isNull() ? 1 : difference(now, accepted, &where);
    if (share <= mayDiffer)
        return;
    const QString kept = artefacts.filePath(name);
    const QString marked = artefacts.filePath(QStringLiteral("difference-") + name);
    QVERIFY2(save(now, kept), qPrintable(kept));
    if (!where.isNull())
        QVERIFY2(save(where, marked), qPrintable(marked));
    const QString message =
        QStringLiteral("%1 of the pixels differ from %2.\nThe new picture is %3, what differs is "
                       "red in %4.\nIf the new one is right: SALTERN_ACCEPT_PICTURES=1 ctest "
                       "--test-dir BUILD -R tst_app_pictures")
            .arg(QString::number(share * 100, 'f', 2) + QStringLiteral(" %"),
                 reference,
                 kept,
                 marked);
    QFAIL(qPrintable(message));
}

QTEST_MAIN(TestAppPictures)
#include "tst_app_pictures.moc"
