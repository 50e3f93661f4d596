#pragma once

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>

#include <memory>

class QMenu;
class QSystemTrayIcon;

namespace Saltern {

/// Keeps pipelines in sight when the window is closed: an icon with what runs, and a message when
/// a step fails for good. Needs a QApplication and a desktop with a tray. GUI thread.
class Tray : public QObject
{
    Q_OBJECT

public:
    explicit Tray(QObject *parent = nullptr);
    ~Tray() override;

    static bool isAvailable();
    /// "2 pipelines run, 1 run is open"
    QString summary() const;
    /// From now on there is an icon.
    Q_SLOT void show();

Q_SIGNALS:
    void windowWanted();
    void quitWanted();
    /// A message that was shown, or would be where there is no tray.
    void told(const QString &title, const QString &message);

private:
    void refresh();
    void takeChange(const QJsonObject &change);

    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    QElapsedTimer m_lastMessage;
};

} // namespace Saltern
