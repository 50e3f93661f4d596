#include "app/studio/tray.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"

#include <QApplication>
#include <QMenu>
#include <QPainter>
#include <QSystemTrayIcon>

namespace Saltern {

namespace {

// One message for a burst of failures; the rest is in the window.
constexpr qint64 betweenMessagesMs = 10'000;

QIcon trayIcon()
{
    QPixmap pixmap(64, 64);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    QLinearGradient gradient(0, 0, 64, 64);
    gradient.setColorAt(0, QColor(0x35, 0xc9, 0xb4));
    gradient.setColorAt(1, QColor(0x5b, 0xa8, 0xf5));
    painter.setBrush(gradient);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(QRectF(2, 2, 60, 60), 16, 16);
    QFont font = painter.font();
    font.setPixelSize(42);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(QColor(0x06, 0x23, 0x1e));
    painter.drawText(pixmap.rect(), Qt::AlignCenter, QStringLiteral("S"));
    return pixmap;
}

} // namespace

Tray::Tray(QObject *parent) : QObject(parent)
{
    EngineClient &client = EngineClient::instance();
    connect(client.pipelines(), &DeployedListModel::changed, this, &Tray::refresh);
    connect(client.statistics(), &EngineStatistics::engineChanged, this, &Tray::refresh);
    connect(&client, &EngineClient::changed, this, &Tray::takeChange);
}

Tray::~Tray() = default;

bool Tray::isAvailable()
{
    return qobject_cast<QApplication *>(qApp) && QSystemTrayIcon::isSystemTrayAvailable();
}

QString Tray::summary() const
{
    EngineClient &client = EngineClient::instance();
    const int pipelines = client.pipelines()->count();
    if (pipelines == 0)
        return tr("Saltern: no pipeline runs");
    const QString running =
        pipelines == 1 ? tr("1 pipeline runs") : tr("%1 pipelines run").arg(pipelines);
    return tr("Saltern: %1, open runs: %2").arg(running).arg(client.statistics()->openRuns());
}

void Tray::refresh()
{
    if (m_icon)
        m_icon->setToolTip(summary());
}

void Tray::show()
{
    if (m_icon || !isAvailable())
        return;
    m_menu = std::make_unique<QMenu>();
    m_menu->addAction(tr("Show the window"), this, &Tray::windowWanted);
    m_menu->addAction(tr("Quit"), this, &Tray::quitWanted);
    m_icon = std::make_unique<QSystemTrayIcon>(trayIcon());
    m_icon->setContextMenu(m_menu.get());
    m_icon->setToolTip(summary());
    connect(m_icon.get(),
            &QSystemTrayIcon::activated,
            this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger)
                    Q_EMIT windowWanted();
            });
    connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, &Tray::windowWanted);
    m_icon->show();
}

void Tray::takeChange(const QJsonObject &change)
{
    if (textOf(change, "what") != QLatin1StringView("step") ||
        textOf(change, "state") != QLatin1StringView("failed"))
        return;
    if (m_lastMessage.isValid() && m_lastMessage.elapsed() < betweenMessagesMs)
        return;
    m_lastMessage.start();
    const QString title =
        tr("%1 failed in %2").arg(textOf(change, "node"), textOf(change, "pipeline"));
    const QString message = textOf(objectOf(change, "error"), "message");
    if (m_icon)
        m_icon->showMessage(title, message, QSystemTrayIcon::Warning);
    Q_EMIT told(title, message);
}

} // namespace Saltern
