#include "app/studio/engineclient/ansitext.h"
#include "app/studio/settings/preferences.h"

#include <QColor>
#include <QMetaProperty>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QTemporaryDir>
#include <QTest>
#include <QtQml/qqmlextensionplugin.h>

#include <cmath>

Q_IMPORT_QML_PLUGIN(Saltern_StudioPlugin)
Q_IMPORT_QML_PLUGIN(Saltern_UiPlugin)

using namespace Saltern;

namespace {

constexpr double forText = 4.5; // WCAG 2.2, 1.4.3
constexpr double forSigns = 3;  // WCAG 2.2, 1.4.11

/// WCAG 2.2: relative luminance.
double luminance(const QColor &color)
{
    const auto linear = [](double share) {
        return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

double contrast(const QColor &one, const QColor &other)
{
    const double first = luminance(one);
    const double second = luminance(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

struct Use
{
    QStringList colors;
    QStringList surfaces;
    double atLeast;
};

QStringList words(const char *list)
{
    return QString::fromLatin1(list).split(u' ');
}

/// What stands on what. A colour that is in neither column carries no meaning of its own; it is in
/// the list of those that only decorate.
const QList<Use> &uses()
{
    static const QList<Use> all{
        {words("text textMuted"),
         words("window canvas panel raised field node hover pressed chosen goodSurface "
               "warningSurface dangerSurface"),
         forText},
        {words("textFaint trigger logic func action accent good warning danger"),
         words("window canvas panel raised field node hover chosen"),
         forText},
        {words("good"), words("goodSurface"), forText},
        {words("warning"), words("warningSurface"), forText},
        {words("danger"), words("dangerSurface"), forText},
        {words("onAccent"), words("accent accentHover func action"), forText},
        {words("outline"), words("window panel raised field hover chosen"), forSigns},
    };
    return all;
}

const QStringList &decoration()
{
    static const QStringList all = words("canvasDot shadow border borderStrong");
    return all;
}

} // namespace

/// Whether what is written and drawn can be seen, in both palettes.
class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();

    void theFormulaIsThatOfTheStandard();
    void c96_contrast_data();
    void c96_contrast();
    void everyColourHasItsPlace();
    void coloursOfTheLogCanBeRead_data();
    void coloursOfTheLogCanBeRead();

private:
    QColor color(const QString &name) const
    {
        return m_theme->property(name.toLatin1()).value<QColor>();
    }

    QTemporaryDir m_folder;
    QQmlEngine m_engine;
    QObject *m_theme = nullptr;
};

void TestTheme::initTestCase()
{
    Preferences::useFile(m_folder.filePath(QStringLiteral("studio.ini")));
    m_engine.addImportPath(QStringLiteral(":/qt/qml"));
    QQmlComponent component(&m_engine);
    component.setData("import QtQml\nimport Saltern.Ui\nQtObject { property var theme: Theme }",
                      {});
    QObject *holder = component.create();
    QVERIFY2(holder, qPrintable(component.errorString()));
    holder->setParent(this);
    m_theme = holder->property("theme").value<QObject *>();
    QVERIFY(m_theme);
}

void TestTheme::theFormulaIsThatOfTheStandard()
{
    QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
    // The lightest grey on white that passes for text.
    QVERIFY(contrast(QColor(0x76, 0x76, 0x76), Qt::white) >= forText);
    QVERIFY(contrast(QColor(0x77, 0x77, 0x77), Qt::white) < forText);
}

void TestTheme::c96_contrast_data()
{
    QTest::addColumn<QString>("theme");
    QTest::addColumn<QString>("front");
    QTest::addColumn<QString>("behind");
    QTest::addColumn<double>("atLeast");
    for (const char *theme : {"dark", "light"}) {
        for (const Use &use : uses()) {
            for (const QString &front : use.colors) {
                for (const QString &behind : use.surfaces)
                    QTest::addRow("%s: %s on %s", theme, qPrintable(front), qPrintable(behind))
                        << QString::fromLatin1(theme) << front << behind << use.atLeast;
            }
        }
    }
}

void TestTheme::c96_contrast()
{
    QFETCH(QString, theme);
    QFETCH(QString, front);
    QFETCH(QString, behind);
    QFETCH(double, atLeast);
    Preferences::instance().setTheme(theme);
    QVERIFY(color(front).isValid());
    QVERIFY(color(behind).isValid());
    const double found = contrast(color(front), color(behind));
    QVERIFY2(found >= atLeast, qPrintable(QStringLiteral("%1:1").arg(found, 0, 'f', 2)));
}

void TestTheme::everyColourHasItsPlace()
{
    QStringList placed = decoration();
    for (const Use &use : uses())
        placed += use.colors + use.surfaces;
    const QMetaObject *type = m_theme->metaObject();
    int colors = 0;
    for (int i = type->propertyOffset(); i < type->propertyCount(); ++i) {
        if (type->property(i).metaType().id() != QMetaType::QColor)
            continue;
        ++colors;
        const QString name = QString::fromLatin1(type->property(i).name());
        QVERIFY2(placed.contains(name), qPrintable(name));
    }
    QVERIFY(colors > 20);
}

void TestTheme::coloursOfTheLogCanBeRead_data()
{
    QTest::addColumn<QString>("theme");
    QTest::newRow("dark") << QStringLiteral("dark");
    QTest::newRow("light") << QStringLiteral("light");
}

void TestTheme::coloursOfTheLogCanBeRead()
{
    QFETCH(QString, theme);
    Preferences::instance().setTheme(theme);
    for (int code : {30, 31, 32, 33, 34, 35, 36, 37, 90, 91, 97}) {
        const QString html =
            ansiToHtml(QStringLiteral("\x1b[%1mword\x1b[0m").arg(code), theme == u"dark");
        static const QRegularExpression hex(QStringLiteral("#[0-9a-f]{6}"));
        const QString found = hex.match(html).captured();
        QVERIFY2(!found.isEmpty(), qPrintable(html));
        const double ratio = contrast(QColor(found), color(QStringLiteral("panel")));
        QVERIFY2(ratio >= forText, qPrintable(QStringLiteral("%1: %2:1").arg(code).arg(ratio)));
    }
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
