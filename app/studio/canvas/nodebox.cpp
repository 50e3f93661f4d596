#include "app/studio/canvas/nodebox.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace Saltern {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("NodeBox", text);
}

} // namespace

QString NodeBox::footer() const
{
    if (!facts)
        return placeLine;
    if (!facts->footer.isEmpty())
        return facts->footer;
    switch (facts->state) {
    case NodeRunState::Queued:
        return tr("%1 queued").arg(facts->queued);
    case NodeRunState::Running:
    case NodeRunState::Retrying:
    case NodeRunState::Skipped:
    case NodeRunState::TimedOut:
    case NodeRunState::Cancelled:
        return runStateName(facts->state);
    default:
        return placeLine;
    }
}

QString NodeBox::failure() const
{
    if (!facts)
        return {};
    // The card is narrow; the tip and the inspector name the setting.
    static const QRegularExpression setting(QStringLiteral("^Setting \"[^\"]*\": "));
    return QString(facts->lastError).remove(setting);
}

QRectF NodeBox::rect() const
{
    QSizeF size = geometry.size;
    if (!footer().isEmpty())
        size.rheight() += NodeShape::footer;
    return {position, size};
}

QString runStateName(NodeRunState state)
{
    switch (state) {
    case NodeRunState::Idle:
        return tr("idle");
    case NodeRunState::Queued:
        return tr("queued");
    case NodeRunState::Running:
        return tr("running");
    case NodeRunState::Retrying:
        return tr("waiting to retry");
    case NodeRunState::Ok:
        return tr("succeeded");
    case NodeRunState::Failed:
        return tr("failed");
    case NodeRunState::Skipped:
        return tr("skipped");
    case NodeRunState::TimedOut:
        return tr("timed out");
    case NodeRunState::Cancelled:
        break;
    }
    return tr("cancelled");
}

} // namespace Saltern
