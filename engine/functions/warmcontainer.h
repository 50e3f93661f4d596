#pragma once

#include "engine/functions/keptcontainer.h"

namespace Saltern {

/// A container whose shim runs the handler anew for every call.
class WarmContainer final : public KeptContainer
{
    Q_OBJECT
public:
    using KeptContainer::KeptContainer;

private:
    Result<QByteArray> setUpFrames(const FunctionImage &image) override;
    void greeted() override { setReady(true); }
    void receive(quint8 type, quint32 number, const QByteArray &payload) override;
    void begin(quint32 number, PooledCall *call) override;
    void endHandler(quint32 number) override;
    void ended(quint32 number, const StepOutcome &outcome);
    void refused(quint32 number, const QByteArray &reason);
};

} // namespace Saltern
