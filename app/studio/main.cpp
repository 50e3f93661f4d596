#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/iconprovider.h"
#include "app/studio/screenshot.h"
#include "app/studio/settings/preferences.h"
#include "app/studio/tray.h"
#include "engine/base/result.h"
#include "engine/demos/demo.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFontDatabase>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QtQml/qqmlextensionplugin.h>

#include <cstdio>
#include <optional>

Q_IMPORT_QML_PLUGIN(Saltern_StudioPlugin)
Q_IMPORT_QML_PLUGIN(Saltern_UiPlugin)

using namespace Saltern;

namespace {

const QStringList pages{QStringLiteral("home"),
                        QStringLiteral("design"),
                        QStringLiteral("runs"),
                        QStringLiteral("events"),
                        QStringLiteral("hosts"),
                        QStringLiteral("functions"),
                        QStringLiteral("export")};

struct Options
{
    QString screenshot;
    QString page;
    QString theme;
    QSize size{1440, 900};
    int textSize = 100; // percent
    QString demo;
    QString socket;
    bool firstFrame = false;
    QStringList files;
};

/// The options, or a sentence on what is wrong with them.
Result<Options> readOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Draw event-to-function pipelines, run them, watch them."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("PIPELINE"),
                                 QStringLiteral("Pipelines to open (*.saltern.yaml)"),
                                 QStringLiteral("[PIPELINE...]"));
    parser.addOptions(
        {{QStringLiteral("demo"),
          QStringLiteral("Open this demo and run it"),
          QStringLiteral("NAME")},
         {QStringLiteral("screenshot"),
          QStringLiteral("Draw one picture without a screen into FILE, and end; with --demo when "
                         "the demo has ended"),
          QStringLiteral("FILE")},
         {QStringLiteral("page"),
          QStringLiteral("The screen to begin with: ") + pages.join(QStringLiteral(", ")),
          QStringLiteral("PAGE")},
         {QStringLiteral("theme"),
          QStringLiteral("dark, light or system"),
          QStringLiteral("THEME")},
         {QStringLiteral("socket"),
          QStringLiteral("Work with the engine that listens here, and start none"),
          QStringLiteral("PATH")},
         {QStringLiteral("size"),
          QStringLiteral("The window's size, 1440x900 unless said"),
          QStringLiteral("WxH")},
         {QStringLiteral("text-size"),
          QStringLiteral("The size of the text, 100 to 200"),
          QStringLiteral("PERCENT"),
          QStringLiteral("100")}});
    // For benchmarks: says when the window has been drawn once, and ends.
    QCommandLineOption firstFrame(QStringLiteral("first-frame"));
    firstFrame.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(firstFrame);
    parser.process(arguments);
    Options options{.screenshot = parser.value(QStringLiteral("screenshot")),
                    .page = parser.value(QStringLiteral("page")),
                    .theme = parser.value(QStringLiteral("theme")),
                    .textSize = parser.value(QStringLiteral("text-size")).toInt(),
                    .demo = parser.value(QStringLiteral("demo")),
                    .socket = parser.value(QStringLiteral("socket")),
                    .firstFrame = parser.isSet(firstFrame),
                    .files = parser.positionalArguments()};
    if (!options.page.isEmpty() && !pages.contains(options.page))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There is no page '%1'.").arg(options.page),
                    QStringLiteral("Pages are: ") + pages.join(QStringLiteral(", ")) + u'.');
    if (!options.demo.isEmpty() && !Demo::names().contains(options.demo))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There is no demo '%1'.").arg(options.demo),
                    QStringLiteral("Demos are: ") + Demo::names().join(QStringLiteral(", ")) +
                        u'.');
    if (!options.demo.isEmpty() && !options.screenshot.isEmpty() && options.socket.isEmpty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("A picture of a demo needs an engine that plays it."),
                    QStringLiteral("Start 'saltern serve' and name its socket with --socket."));
    if (options.textSize < 100 || options.textSize > 200)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("'%1' is no size of text.")
                        .arg(parser.value(QStringLiteral("text-size"))),
                    QStringLiteral("Say a percentage between 100 and 200."));
    if (const QString size = parser.value(QStringLiteral("size")); !size.isEmpty()) {
        const QStringList parts = size.split(u'x');
        options.size = QSize(parts.value(0).toInt(), parts.value(1).toInt());
        if (parts.size() != 2 || options.size.width() < 320 || options.size.height() < 240)
            return fail(ErrorKind::BadInput,
                        QStringLiteral("'%1' is no window size.").arg(size),
                        QStringLiteral("Write it like 1440x900; 320x240 is the least."));
    }
    return options;
}

/// A picture must look the same everywhere: no screen, no scaling, no desktop style.
void prepareForScreenshot()
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_QUICK_BACKEND", "software");
    qputenv("QT_SCALE_FACTOR", "1");
}

/// A picture shows the engine that is named, or none; a person's studio starts one.
void chooseEngine(const Options &options)
{
    if (!options.socket.isEmpty())
        EngineClient::use({.socketPath = options.socket});
    if (options.screenshot.isEmpty() || !options.socket.isEmpty())
        EngineClient::instance().start();
    QObject::connect(qApp, &QCoreApplication::aboutToQuit, &EngineClient::instance(), [] {
        EngineClient::instance().stop();
    });
}

void endAfterFirstFrame(QQuickWindow *window)
{
    QObject::connect(window, &QQuickWindow::frameSwapped, qApp, [] {
        std::puts("first frame");
        std::fflush(stdout);
        QApplication::quit();
    });
}

bool wantsScreenshot(int argc, char *argv[])
{
    return std::any_of(argv, argv + argc, [](const char *argument) {
        return QByteArrayView(argument).startsWith("--screenshot");
    });
}

} // namespace

int main(int argc, char *argv[])
{
    // The platform is chosen when the application object is made, before options can be parsed.
    const bool picture = wantsScreenshot(argc, argv);
    if (picture)
        prepareForScreenshot();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("saltern-studio"));
    QApplication::setApplicationDisplayName(QStringLiteral("Saltern Studio"));
    QApplication::setApplicationVersion(QStringLiteral(SALTERN_VERSION));
    QQuickStyle::setStyle(QStringLiteral("Basic"));

    const auto options = readOptions(application.arguments());
    if (!options) {
        std::fprintf(stderr, "saltern-studio: %s\n", qPrintable(options.error().toString()));
        return 2;
    }
    // A picture neither reads nor changes what the user has chosen. The workspace, which outlives
    // main(), has its drafts in it.
    static std::optional<QTemporaryDir> settings;
    if (picture) {
        settings.emplace();
        Preferences::useFile(settings->filePath(QStringLiteral("studio.ini")));
        Workspace::useStateFolder(settings->path());
        Preferences::instance().setReducedMotion(true);
        Preferences::instance().setFontScale(options->textSize / 100.0);
    }
    if (!options->theme.isEmpty())
        Preferences::instance().setTheme(options->theme);

    // The window may go into the tray; quitting is said, not guessed.
    QApplication::setQuitOnLastWindowClosed(false);
    chooseEngine(*options);

    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral(":/qt/qml"));
    engine.addImageProvider(QStringLiteral("icon"), new IconProvider);
    engine.setInitialProperties({{QStringLiteral("width"), options->size.width()},
                                 {QStringLiteral("height"), options->size.height()},
                                 {QStringLiteral("startPage"), options->page},
                                 {QStringLiteral("picture"), picture},
                                 {QStringLiteral("hasTray"), !picture && Tray::isAvailable()},
                                 {QStringLiteral("startDemo"), options->demo},
                                 {QStringLiteral("startFiles"), options->files}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Saltern/Ui/shell/Main.qml")));
    auto *window = engine.rootObjects().isEmpty()
                       ? nullptr
                       : qobject_cast<QQuickWindow *>(engine.rootObjects().front());
    if (!window)
        return 1;
    Tray tray;
    QObject::connect(window, SIGNAL(wentToTray()), &tray, SLOT(show()));
    QObject::connect(&tray, &Tray::windowWanted, window, [window] {
        window->show();
        window->raise();
        window->requestActivate();
    });
    QObject::connect(&tray, &Tray::quitWanted, window, [] { QApplication::quit(); });
    if (options->firstFrame)
        endAfterFirstFrame(window);
    std::optional<Screenshot> screenshot;
    if (picture) {
        screenshot.emplace(window, options->screenshot);
        QObject::connect(
            &*screenshot, &Screenshot::finished, &application, [](const Result<void> &result) {
                if (!result)
                    std::fprintf(
                        stderr, "saltern-studio: %s\n", qPrintable(result.error().toString()));
                QApplication::exit(result ? 0 : 1);
            });
        if (options->demo.isEmpty())
            screenshot->start();
        else
            screenshot->startAfterDemo();
    }
    return QApplication::exec();
}
