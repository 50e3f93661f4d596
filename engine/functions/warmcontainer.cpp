#include "engine/functions/warmcontainer.h"

#include "engine/functions/functioncontainer.h"
#include "engine/functions/functionoutcome.h"
#include "engine/functions/pooledcall.h"

#include <QJsonDocument>

namespace Saltern {

Result<QByteArray> WarmContainer::setUpFrames(const FunctionImage &image)
{
    const auto code = functionCodeFrames(plan(), image, 0);
    if (!code)
        return fail(code.error());
    return shimFrames(SALTERN_FRAME_KEEP, 0, {}) + *code;
}

void WarmContainer::begin(quint32 number, PooledCall *call)
{
    const auto environment = environmentFrames(functionEnvironment(plan(), call->input()), number);
    if (!environment) {
        take(number);
        call->fail(environment.error(), false);
        return release();
    }
    // Zero would mean no limit.
    const auto left = call->remaining();
    const qint64 limit = left ? std::max<qint64>(left->count(), 1) : 0;
    write(
        *environment + shimFrames(SALTERN_FRAME_EVENT, number, call->input().event.json()) +
        shimNumbers(SALTERN_FRAME_CALL,
                    number,
                    {static_cast<quint32>(limit), static_cast<quint32>(plan().stopGrace.count())}));
}

void WarmContainer::endHandler(quint32 number)
{
    write(shimNumbers(SALTERN_FRAME_CANCEL, number, {0}));
}

void WarmContainer::receive(quint8 type, quint32 number, const QByteArray &payload)
{
    if (type == SALTERN_FRAME_REFUSED)
        return refused(number, payload);
    PooledCall *const mine = call(number);
    if (type == SALTERN_FRAME_DONE && mine)
        ended(
            number,
            functionOutcome(
                plan(), mine->input(), QJsonDocument::fromJson(payload).object(), mine->output()));
    else if (type == SALTERN_FRAME_DONE)
        ended(number, {});
    else if (mine)
        mine->output().add(type, payload);
}

void WarmContainer::ended(quint32 number, const StepOutcome &outcome)
{
    if (!has(number))
        return;
    if (PooledCall *const over = take(number))
        over->finish(outcome);
    release();
}

void WarmContainer::refused(quint32 number, const QByteArray &reason)
{
    const Error error{ErrorKind::Failed,
                      QStringLiteral("The function %1 could not be handed over: %2.")
                          .arg(plan().node, QString::fromUtf8(reason)),
                      QStringLiteral("Raise `memory` when the code is large.")};
    PooledCall *const mine = call(number);
    if (mine && mine->isCancelled())
        ended(number,
              StepOutcome::failed(
                  {ErrorKind::Cancelled,
                   QStringLiteral("The function %1 was cancelled.").arg(plan().node)}));
    else
        ended(number, StepOutcome::failed(error, false));
}

} // namespace Saltern
