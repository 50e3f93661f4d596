#include "app/studio/engineclient/player.h"

#include "app/studio/engineclient/liveruns.h"

#include <QJSEngine>

namespace Saltern {

Player::Player(const QString &kind, QObject *parent) : QObject(parent), m_kind(kind)
{
    QJSEngine::setObjectOwnership(&m_record, QJSEngine::CppOwnership);
}

bool Player::isBusy() const
{
    return m_state == QLatin1StringView("starting") || m_state == QLatin1StringView("running") ||
           m_state == QLatin1StringView("stopping");
}

void Player::begin(PipelineDocument *document, bool simulated, const QString &sentence)
{
    close();
    if (m_document)
        m_document->disconnect(this);
    m_document = document;
    m_overlay = LiveRuns::instance().overlay(document);
    m_simulated = simulated;
    m_overlay->beginPlay(this);
    connect(
        m_overlay, &RunOverlay::modeChanged, this, &Player::overlayChanged, Qt::UniqueConnection);
    // Nobody could see or stop it any more.
    connect(document, &QObject::destroyed, this, [this] {
        m_overlay = nullptr;
        close();
    });
    set(QStringLiteral("starting"), sentence);
}

void Player::becomeSimulated()
{
    m_simulated = true;
    m_record.clear();
    if (m_overlay)
        m_overlay->beginPlay(this);
    Q_EMIT changed();
}

void Player::set(const QString &state, const QString &sentence)
{
    m_state = state;
    m_sentence = sentence;
    Q_EMIT changed();
}

void Player::close()
{
    if (isBusy())
        stop();
    if (m_overlay && m_overlay->player() == this)
        m_overlay->endPlay();
    m_record.clear();
    set({}, {});
}

RunOverlay *Player::overlay() const
{
    return m_overlay;
}

/// Something else is to be seen instead: what was run, another player.
void Player::overlayChanged()
{
    if (sender() == m_overlay && m_overlay->player() != this && !m_state.isEmpty())
        close();
}

} // namespace Saltern
