#include "app/studio/settings/studioaction.h"

#include "app/studio/settings/actionregistry.h"

#include <QKeySequence>

namespace Saltern {

StudioAction::StudioAction(QObject *parent) : QObject(parent)
{
}

StudioAction::~StudioAction()
{
    ActionRegistry::instance().remove(this);
}

QStringList StudioAction::shortcuts() const
{
    return ActionRegistry::instance().shortcutsOf(*this);
}

QString StudioAction::shortcutText() const
{
    return QKeySequence(shortcuts().value(0)).toString(QKeySequence::NativeText);
}

bool StudioAction::trigger()
{
    if (m_enabled)
        Q_EMIT triggered();
    return m_enabled;
}

void StudioAction::componentComplete()
{
    ActionRegistry::instance().add(this);
}

} // namespace Saltern
