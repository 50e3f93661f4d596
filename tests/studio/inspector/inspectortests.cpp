#include "app/studio/document/workspace.h"
#include "app/studio/iconprovider.h"
#include "app/studio/models/parametermodel.h"
#include "app/studio/settings/preferences.h"
#include "engine/pipeline/registry.h"

#include <QQmlEngine>
#include <QQuickStyle>
#include <QTemporaryDir>
#include <QtQml/qqmlextensionplugin.h>
#include <QtQuickTest/quicktest.h>

Q_IMPORT_QML_PLUGIN(Saltern_StudioPlugin)
Q_IMPORT_QML_PLUGIN(Saltern_UiPlugin)

using namespace Saltern;

namespace {

/// A kind with a list whose entries are of several kinds, beside those that there are.
const NodeDescriptor *findKind(const KindRef &kind)
{
    static const NodeDescriptor hooked{
        .kind = QStringLiteral("hooked"),
        .parameters = {
            {.name = QStringLiteral("before"),
             .type = ParameterType::List,
             .title = QStringLiteral("Before"),
             .fields = {{.name = QStringLiteral("hook"),
                         .type = ParameterType::Object,
                         .title = QStringLiteral("Hook"),
                         .fields = {{.name = QStringLiteral("transform"),
                                     .type = ParameterType::Code,
                                     .title = QStringLiteral("Transform"),
                                     .example = QStringLiteral("({})")},
                                    {.name = QStringLiteral("emit"),
                                     .type = ParameterType::Object,
                                     .title = QStringLiteral("Emit"),
                                     .fields = {{.name = QStringLiteral("type"),
                                                 .title = QStringLiteral("Type"),
                                                 .required = true,
                                                 .example = QStringLiteral("shop/made")},
                                                {.name = QStringLiteral("subject"),
                                                 .title = QStringLiteral("Subject")}}}}}}}}};
    return kind.name == hooked.kind ? &hooked : findDescriptor(kind);
}

} // namespace

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
        ParameterModel::useKinds(findKind);
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
