#include "app/studio/document/workspace.h"
#include "app/studio/iconprovider.h"
#include "app/studio/settings/preferences.h"

#include <QQmlEngine>
#include <QQuickStyle>
#include <QTemporaryDir>
#include <QtQml/qqmlextensionplugin.h>
#include <QtQuickTest/quicktest.h>

Q_IMPORT_QML_PLUGIN(Saltern_StudioPlugin)
Q_IMPORT_QML_PLUGIN(Saltern_UiPlugin)

using namespace Saltern;

/// Gives the tests settings and drafts of their own.
class Setup : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void applicationAvailable()
    {
        QQuickStyle::setStyle(QStringLiteral("Basic"));
        Preferences::useFile(m_folder.filePath(QStringLiteral("studio.ini")));
        Workspace::useStateFolder(m_folder.path());
        Preferences::instance().setReducedMotion(true);
    }
    void qmlEngineAvailable(QQmlEngine *engine)
    {
        engine->addImportPath(QStringLiteral(":/qt/qml"));
        engine->addImageProvider(QStringLiteral("icon"), new IconProvider);
    }

private:
    QTemporaryDir m_folder;
};

QUICK_TEST_MAIN_WITH_SETUP(inspector, Setup)
#include "inspectortests.moc"
