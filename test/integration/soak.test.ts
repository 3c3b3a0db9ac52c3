import { expect } from 'chai';
import { rotate } from '../soak/rotations.js';

describe('rotating certificate and CA again and again under load', function () {
  this.timeout(120_000);

  it('fails no operation, leaves no rejection unhandled, and drops each CA at once', async () => {
    const report = await rotate(15);
    expect(report.failures).to.deep.equal([]);
    expect(report.failedReloads).to.deep.equal([]);
    expect(report.unhandled).to.deep.equal([]);
    expect(report).to.include({ rotations: 15, generations: 46, lateDrops: 0 });
    expect(report.connections).to.be.greaterThan(15);
  });
});
